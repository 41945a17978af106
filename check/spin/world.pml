/*
 * The second witness: Spin searches the worlds of check/ with its own engine. A state is a record of the explorer's; a
 * move is one step of this one process, in C (witness.c). Nothing of Promela's is used but its choice among options.
 */
c_decl { \#include "witness.h" };
c_state "struct record at" "Global"

#define MOVE(n) :: d_step { c_expr { CAN[n] } -> c_code { PLAY(n); } }
#define TEN(n) \
    MOVE(n##0) MOVE(n##1) MOVE(n##2) MOVE(n##3) MOVE(n##4) MOVE(n##5) MOVE(n##6) MOVE(n##7) MOVE(n##8) MOVE(n##9)

active proctype world()
{
    c_code { START; };
end:
    do
    TEN() TEN(1) TEN(2) TEN(3) TEN(4) TEN(5)
#if WITNESS_MOVES > 60
    TEN(6) TEN(7) TEN(8) TEN(9)
#endif
#if WITNESS_MOVES > 100
    TEN(10) TEN(11) TEN(12) TEN(13) TEN(14) TEN(15) TEN(16) TEN(17) TEN(18) TEN(19)
#endif
#if WITNESS_MOVES > 200
    TEN(20) TEN(21) TEN(22) TEN(23) TEN(24) TEN(25)
#endif
    od
}
