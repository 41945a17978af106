/*
 * The figures. Where the references have one it is taken, with its id (docs/glossary.md says what
 * the ids are); where they have none the row says "assumed". Rates are those of a bad day, not of
 * the field, of which nobody has counted: docs/sim.md.
 */
#include "times.h"

#include <stdio.h>

#define SURE   10000
#define NOTIME SPREAD(0, 0, 0, 0, 0, 0)

/* Now and then it comes when nobody waits for it any more (T_REQUEST). */
#define ASKED      SPREAD(1, 10, 50, 200, 800, 5000)
#define ASKED_FROM "CK-61; figures assumed"

const struct times times[ROWS] = {
    [ROW_REPORTED] = {ACT_REPORTED, "its report", SPREAD(5, 30, 120, 500, 1500, 3000), SURE, 0,
                      "CK-31, CK-32: pending for a while; figures assumed"},
    [ROW_REPORT_REFUSED] = {ACT_REPORT_REFUSED, "its report", SPREAD(5, 30, 120, 500, 1500, 3000),
                            SURE, 0, "as above"},
    [ROW_ACCEPTED] = {ACT_ACCEPTED, "our ACCEPT, the answer being ready",
                      SPREAD(0, 0, 1, 5, 20, 80), SURE, 0, "0.1 to 0.5 ms in peers measured idle"},
    [ROW_ACK] = {ACT_ACK, "the 200 left", SPREAD(5, 30, 90, 300, 1000, 4000), SURE, 0,
                 "a round trip; RFC 3261 17.1.1.1: T1 500 ms, doubling, when packets are lost"},
    [ROW_ACK_OURS] = {ACT_ACK, "the callee's 200", SPREAD(0, 0, 1, 5, 20, 80), SURE, 0,
                      "as our 200"},
    [ROW_CONFIRM] = {ACT_CONFIRM, "our REJECT or END", SPREAD(5, 30, 90, 300, 1000, 32000), SURE, 0,
                     "a round trip; at the most RFC 3261 timer F, 32 s"},
    [ROW_CHANGE_TAKEN] = {ACT_CHANGE_TAKEN, "our re-INVITE", SPREAD(5, 30, 90, 300, 1000, 32000),
                          SURE, 0, "a round trip; timer B"},
    [ROW_CHANGE_REFUSED] = {ACT_CHANGE_REFUSED, "our re-INVITE", SPREAD(5, 30, 90, 300, 1000, 4000),
                            300, 0, "assumed"},
    [ROW_LEG_READY] = {ACT_LEG_READY, "the INVITE", SPREAD(20, 100, 500, 3000, 8000, 10000), SURE,
                       0, "F08: SIP and ICE take 3 to 10 s, or fail"},
    [ROW_LEG_FAILED] = {ACT_LEG_FAILED, "the INVITE", SPREAD(20, 500, 3000, 10000, 20000, 30000),
                        SURE, 0, "F08"},
    [ROW_TELL_GRAB] = {ACT_TELL_GRAB, "the grab", SPREAD(0, 5, 50, 500, 2000, 5000), SURE, 0,
                       "assumed"},
    [ROW_ACTIVATE] = {ACT_ACTIVATE, "it is due", SPREAD(10, 60, 200, 700, 1200, 1450), SURE, 0,
                      "CK-90; normally within a few 100 ms"},
    [ROW_ACTIVATE_PERHAPS] = {ACT_ACTIVATE, "it is possible (a resume, a start, a release)",
                              SPREAD(10, 60, 300, 1000, 4000, 10000), 5000, 0,
                              "CK-91, CK-93, CK-108, C3"},
    [ROW_LOSE] = {ACT_LOSE, "it is due, where the seed says so", SPREAD(0, 0, 1, 2, 5, 9), SURE, 0,
                  "CK-107, CK-108"},
    [ROW_DEACTIVATE] = {ACT_DEACTIVATE, "nobody talks any more",
                        SPREAD(20, 100, 400, 1500, 4000, 8000), SURE, 0,
                        "CK-90, CK-102; figures assumed"},
    [ROW_DEACTIVATE_HELD] = {ACT_DEACTIVATE, "all calls are held",
                             SPREAD(20, 100, 400, 1500, 4000, 8000), 5000, 0, "CK-97, CK-102"},
    [ROW_PREPARED] = {ACT_PREPARED, "our PREPARE", SPREAD(2, 15, 60, 250, 700, 950), SURE, 0,
                      "AS-1: setActive blocks; figures assumed"},
    [ROW_PREPARE_REFUSED] = {ACT_PREPARE_REFUSED,
                             "our PREPARE, where it cannot or shall not succeed",
                             SPREAD(2, 10, 40, 200, 600, 900), SURE, 0, "AS-5, AS-7, CK-109"},
    [ROW_PREPARED_LATE] = {ACT_PREPARED_LATE, "the loss", SPREAD(0, 1, 10, 60, 200, 400), SURE, 0,
                           "an answer on another queue"},
    [ROW_HEAL] = {ACT_HEAL, "a second look", SPREAD(2, 15, 60, 250, 700, 950), 5000, 0, "AS-32"},
    [ROW_TIME_OUT] = {ACT_TIME_OUT, "an answer that nobody answers",
                      SPREAD(60000, 60000, 60000, 60000, 60000, 60000), SURE, 0, "CK-81: 60 s"},
    [ROW_TIME_OUT_CROSSING] = {ACT_TIME_OUT, "the answer, crossing its fulfilment",
                               SPREAD(0, 1, 5, 20, 60, 100), SURE, 0, "CK-83"},
    [ROW_LATE_END] = {ACT_LATE_END, "the call is over", SPREAD(0, 10, 200, 2000, 5000, 10000), 5000,
                      0, "CK-46, CK-8B"},
    [ROW_LATE_ANSWER] = {ACT_LATE_ANSWER, "the call is over", SPREAD(0, 10, 200, 2000, 5000, 10000),
                         5000, 0, "CK-46"},
    [ROW_PROGRESS] = {ACT_PROGRESS, "our INVITE", SPREAD(20, 100, 600, 3000, 8000, 15000), 9000, 0,
                      "assumed"},
    [ROW_BE_ANSWERED] = {ACT_BE_ANSWERED, "our INVITE, or its progress",
                         SPREAD(200, 2000, 8000, 25000, 50000, 90000), 8000, 0, "assumed"},
    [ROW_BE_DECLINED] = {ACT_BE_DECLINED, "our INVITE, or its progress",
                         SPREAD(50, 2000, 12000, 40000, 60000, 120000), SURE, 0, "assumed"},
    [ROW_TRANSFER_DONE] = {ACT_TRANSFER_DONE, "our REFER",
                           SPREAD(50, 500, 5000, 20000, 40000, 60000), SURE, 0, "assumed"},
    [ROW_TRANSFER_FAILED] = {ACT_TRANSFER_FAILED, "our REFER",
                             SPREAD(50, 300, 3000, 20000, 40000, 60000), 3000, 0, "assumed"},
    [ROW_ASKED_ANSWER] = {ACT_ASKED_ANSWER, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_REFUSED] = {ACT_ASKED_REFUSED, "our request", SPREAD(1, 10, 50, 200, 800, 1500),
                           1000, 0, "CK-62"},
    [ROW_ASKED_START] = {ACT_ASKED_START, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_END] = {ACT_ASKED_END, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_FLOW] = {ACT_FLOW, "the last report of frames", SPREAD(1000, 1000, 1000, 1000, 1000, 1000),
                  SURE, 0, "the contract: about once a second"},
    [ROW_FLOW_ALIVE] = {ACT_FLOW_ALIVE, "the last report of frames, while the peer holds",
                        SPREAD(1000, 1000, 1000, 1000, 1000, 1000), SURE, 0, "as above"},
    [ROW_CAPTURE_NOTHING] = {ACT_CAPTURE_NOTHING, "the last report of frames, the devices dead",
                             SPREAD(1000, 1000, 1000, 1000, 1000, 1000), SURE, 0,
                             "CK-106; as above"},
    [ROW_PLAY_NOTHING] = {ACT_PLAY_NOTHING, "the same, in half of the schedules",
                          SPREAD(1000, 1000, 1000, 1000, 1000, 1000), SURE, 0, "CK-104; as above"},
    [ROW_HEAR_NOTHING] = {ACT_HEAR_NOTHING, "the last report of frames, the peer lost",
                          SPREAD(1000, 1000, 1000, 1000, 1000, 1000), SURE, 0, "as above"},
    [ROW_STAY_DEAD] = {ACT_STAY_DEAD, "our PREPARE, while the devices are to stay dead",
                       SPREAD(2, 15, 60, 250, 700, 950), SURE, 0, "CK-104, CK-106"},

    [ROW_ANSWER] = {ACT_ANSWER, "it rings", SPREAD(700, 2000, 5000, 15000, 30000, 40000), 7500, 0,
                    "a reported 2 to 3 s is quick; figures assumed"},
    [ROW_ANSWER_EARLY] = {ACT_ANSWER, "its report, not completed yet",
                          SPREAD(1, 5, 30, 200, 800, 1500), SURE, 0, "CK-32"},
    [ROW_DECLINE] = {ACT_END, "it rings", SPREAD(800, 2500, 6000, 18000, 35000, 45000), 1500, 60000,
                     "CK-85: else the system ends it after 60 s"},
    [ROW_END_DEAD_AIR] = {ACT_END, "the call UI says connected, and nobody is to be heard",
                          SPREAD(12000, 14000, 22000, 45000, 80000, 120000), SURE, 0,
                          "people's patience; assumed"},
    [ROW_END_TALK] = {ACT_END, "they talk", SPREAD(2000, 6000, 25000, 90000, 200000, 300000), 5000,
                      0, "half of the calls are hung up here; assumed"},
    [ROW_END_PLACED] = {ACT_END, "a call placed, not answered yet",
                        SPREAD(5000, 12000, 30000, 60000, 120000, 170000), SURE, 0, "assumed"},
    [ROW_HOLD] = {ACT_HOLD, "they talk, where the seed says so",
                  SPREAD(500, 2000, 8000, 30000, 60000, 120000), 6000, 0, "assumed"},
    [ROW_RESUME] = {ACT_RESUME, "he can", SPREAD(300, 1000, 5000, 30000, 90000, 180000), SURE, 0,
                    "assumed"},
    [ROW_MUTE] = {ACT_MUTE, "he has answered", SPREAD(200, 2000, 15000, 60000, 120000, 180000),
                  1500, 0, "assumed"},
    [ROW_UNMUTE] = {ACT_UNMUTE, "he is muted", SPREAD(200, 1000, 6000, 30000, 60000, 90000), SURE,
                    0, "assumed; CK-52: also unasked"},
    [ROW_DIAL] = {ACT_DIAL, "he has answered", SPREAD(100, 1500, 8000, 30000, 60000, 90000), 1000,
                  0, "assumed"},
    [ROW_CANCEL] = {ACT_CANCEL, "the INVITE", SPREAD(300, 6000, 28000, 60000, 120000, 180000), SURE,
                    0, "people's and PBXs' patience; RFC 3261 timer C is 180 s"},
    [ROW_ELSEWHERE] = {ACT_ELSEWHERE, "the INVITE", SPREAD(500, 2000, 6000, 20000, 40000, 60000),
                       SURE, 0, "as people answer"},
    [ROW_RETRY] = {ACT_RETRY, "the first attempt is over",
                   SPREAD(500, 1500, 5000, 20000, 60000, 110000), SURE, 0,
                   "within T_DEAD; assumed"},
    [ROW_BYE_DEAD_AIR] = {ACT_BYE, "connected, and nobody is to be heard",
                          SPREAD(12000, 14000, 22000, 45000, 80000, 120000), SURE, 0,
                          "people's patience; assumed"},
    [ROW_BYE_TALK] = {ACT_BYE, "they talk, or we hold",
                      SPREAD(2000, 6000, 30000, 120000, 240000, 300000), SURE, 0, "assumed"},
    [ROW_BE_HELD] = {ACT_BE_HELD, "they talk", SPREAD(500, 3000, 15000, 60000, 120000, 180000), 800,
                     0, "assumed"},
    [ROW_BE_RESUMED] = {ACT_BE_RESUMED, "it holds", SPREAD(500, 2000, 10000, 40000, 90000, 120000),
                        SURE, 0, "assumed"},
    [ROW_BE_LOST] = {ACT_BE_LOST, "they talk", SPREAD(500, 3000, 15000, 60000, 120000, 180000), 300,
                     0, "a network that is gone; assumed"},
    [ROW_BE_FOUND] = {ACT_BE_FOUND, "it is lost", SPREAD(500, 2000, 8000, 30000, 60000, 90000),
                      7000, 0, "a handover takes seconds; assumed"},
    [ROW_APP_END] = {ACT_APP_END, "it is shown", SPREAD(500, 3000, 20000, 60000, 120000, 180000),
                     300, 0, "assumed"},
    [ROW_APP_TRANSFER] = {ACT_APP_TRANSFER, "he has answered",
                          SPREAD(1000, 5000, 20000, 60000, 120000, 180000), 500, 0, "assumed"},
    [ROW_TRANSFER_ASKED] = {ACT_TRANSFER_ASKED, "a peer talks, and a place is free",
                            SPREAD(1000, 5000, 20000, 60000, 120000, 180000), 300, 0, "assumed"},

    [PLAN_MORE_CALLS] = {ACT_INVITE, "the call before; of waves, for the second, then the third",
                         SPREAD(200, 2000, 12000, 50000, 100000, 150000), 3500, 0, "assumed"},
    [PLAN_NEXT_WAVE] = {ACT_NONE, "the wave before is at rest; its first sign",
                        SPREAD(1000, 5000, 60000, 600000, 3600000, 14400000), SURE, 0, "assumed"},
    [PLAN_START] = {ACT_START, "(at the call's first sign, in place of an INVITE)", NOTIME, 2500, 0,
                    "only with --world all"},
    [PLAN_PUSH] = {ACT_PUSH, "the push; its INVITE comes so much later, of calls",
                   SPREAD(20, 150, 900, 4000, 12000, 20000), 4500, 0,
                   "F06; a registration after a push takes seconds"},
    [PLAN_PUSH_ALONE] = {ACT_PUSH, "(its INVITE never comes, of those)", NOTIME, 400, 0,
                         "field: the caller gone, the server lost it, another device took it"},
    [PLAN_PUSH_LATE] = {ACT_PUSH, "the INVITE, of calls",
                        SPREAD(20, 300, 2500, 20000, 30000, 35000), 1500, 0, "C6: 20 to 30 s late"},
    [PLAN_PUSH_CANCEL] = {ACT_PUSH_CANCEL, "the call's first sign, of calls without a push",
                          SPREAD(300, 2000, 8000, 30000, 60000, 90000), 200, 0, "assumed"},
    [PLAN_GRAB] = {ACT_INVITE_GRAB, "(with the INVITE, of calls; half of them tell)", NOTIME, 2000,
                   0, "CK-93: timing decides"},
    [PLAN_PREPARING] = {ACT_INVITE_PREPARING, "(with the INVITE, of the others)", NOTIME, 2500, 0,
                        "assumed"},
    [PLAN_NO_SESSION] = {ACT_INVITE_NO_SESSION, "(with the INVITE, of the others)", NOTIME, 500, 0,
                         "only with --world all"},
    [PLAN_ASKING] = {ACT_INVITE_ASKING, "(with the INVITE, of the others)", NOTIME, 1000, 0,
                     "only with --world all"},
    [PLAN_FORK] = {ACT_FORK, "the INVITE, of calls", SPREAD(0, 1, 5, 100, 400, 500), 400, 0,
                   "field: three INVITEs within 1 ms"},
    [PLAN_NO_ACK] = {ACT_ACK, "(never comes, of calls)", NOTIME, 50, 0, "RFC 3261 13.3.1.4"},
    [PLAN_LOSE] = {ACT_LOSE, "(the wave's first due activation, of waves)", NOTIME, 600, 0,
                   "CK-107, CK-108"},
    [PLAN_EARLY] = {ACT_ACTIVATE_UNASKED, "the wave's first sign, of waves",
                    SPREAD(0, 1000, 8000, 40000, 90000, 150000), 500, 0, "CK-100"},
    [PLAN_DEACTIVATE] = {ACT_DEACTIVATE_UNASKED, "the wave's first sign, of waves",
                         SPREAD(0, 1000, 8000, 40000, 90000, 150000), 500, 0, "CK-101 to CK-103"},
    [PLAN_INTERRUPT] = {ACT_INTERRUPT, "the wave's first sign, of waves",
                        SPREAD(0, 1000, 8000, 40000, 90000, 150000), 800, 0, "AS-20, CK-109"},
    [PLAN_INTERRUPT_END] = {ACT_INTERRUPT_END, "its beginning (half of them untold)",
                            SPREAD(200, 1000, 5000, 25000, 60000, 90000), 5000, 0,
                            "AS-21; an alarm, Siri; figures assumed"},
    [PLAN_SERVICES_RESET] = {ACT_SERVICES_RESET, "the wave's first sign, of waves",
                             SPREAD(0, 1000, 8000, 40000, 90000, 150000), 200, 0,
                             "AS-5: after media services died"},
    [PLAN_SERVICES_LOST] = {ACT_SERVICES_LOST, "the wave's first sign, of waves",
                            SPREAD(0, 1000, 8000, 40000, 90000, 150000), 200, 0, "as above"},
    [PLAN_SERVICES_BACK] = {ACT_SERVICES_BACK, "the loss (half of them told, as a reset)",
                            SPREAD(100, 400, 1500, 6000, 20000, 40000), 5000, 0, "assumed"},
    [PLAN_REFUSED] = {ACT_PREPARE_REFUSED, "the wave's first sign, of waves",
                      SPREAD(0, 1000, 6000, 30000, 80000, 120000), 400, 0,
                      "AS-7: no reason that can be read"},
    [PLAN_REFUSED_END] = {ACT_PREPARE_REFUSED, "(it goes on for)",
                          SPREAD(200, 1000, 4000, 20000, 40000, 60000), SURE, 0, "assumed"},
    [PLAN_RESET] = {ACT_RESET, "the wave's first sign, of waves",
                    SPREAD(0, 500, 6000, 30000, 90000, 150000), 200, 0, "CK-2, CK-63"},
    [PLAN_DIE] = {ACT_DIE, "the wave's first sign, of waves",
                  SPREAD(500, 3000, 15000, 60000, 120000, 150000), 500, 0,
                  "CK-106; only with --world all"},
    [PLAN_DIE_END] = {ACT_DIE, "(whatever is opened stays dead for)",
                      SPREAD(0, 0, 100, 3000, 30000, 60000), SURE, 0, "assumed"},
    [PLAN_LEG_FAILED] = {ACT_LEG_FAILED, "(of those being prepared)", NOTIME, 300, 0, "F08"},
    [PLAN_REPORT_REFUSED] = {ACT_REPORT_REFUSED, "(of calls)", NOTIME, 400, 0,
                             "the completion's errors 3 and 4: Do Not Disturb, a block list"},
    [PLAN_ANSWER_EARLY] = {ACT_ANSWER, "(before the report completed, of calls)", NOTIME, 200, 0,
                           "CK-32"},
    [PLAN_TIME_OUT] = {ACT_TIME_OUT, "(crosses its fulfilment, of calls)", NOTIME, 100, 0, "CK-83"},
    [PLAN_LATE] = {ACT_LATE_END, "(an action of a call that is over, of calls)", NOTIME, 400, 0,
                   "CK-46, CK-8B"},
    [PLAN_HOLD] = {ACT_HOLD, "(the user may hold, of calls)", NOTIME, 2000, 0, "assumed"},
    [PLAN_ELSEWHERE] = {ACT_ELSEWHERE, "(another device rings, too, of calls)", NOTIME, 500, 0,
                        "assumed"},
    [PLAN_RETRY] = {ACT_RETRY, "(a caller who does not give up, of calls)", NOTIME, 500, 0,
                    "assumed"},
    [PLAN_MAKE_ROOM] = {ACT_HOLD, "(he takes a second call: holds the first, else ends it)", NOTIME,
                        6500, 0, "CK-89: hold and accept, end and accept"},
    [PLAN_WAKE] = {ACT_CLOCK, "the deadline", SPREAD(0, 0, 1, 5, 30, 200), SURE, 0,
                   "a timer of a busy phone; assumed"},

    [PLAN_IN_APP] = {ACT_WISH_ANSWER, "(the user uses the application's own buttons, of calls)",
                     NOTIME, 1500, 0, "only with --world all"},
    [ROW_WISH_ANSWER] = {ACT_WISH_ANSWER, "it rings", SPREAD(700, 2000, 5000, 15000, 30000, 40000),
                         8000, 0, "as people answer"},
    [ROW_WISH_END] = {ACT_WISH_END, "it is shown", SPREAD(1000, 6000, 25000, 90000, 200000, 300000),
                      5000, 0, "assumed"},
    [ROW_WISH_HOLD] = {ACT_WISH_HOLD, "they talk", SPREAD(500, 2000, 8000, 30000, 60000, 120000),
                       4000, 0, "assumed"},
    [ROW_WISH_RESUME] = {ACT_WISH_RESUME, "it is held",
                         SPREAD(300, 1000, 5000, 30000, 90000, 180000), SURE, 0, "assumed"},
    [ROW_WISH_MUTE] = {ACT_WISH_MUTE, "he has answered",
                       SPREAD(200, 2000, 15000, 60000, 120000, 180000), 2000, 0, "assumed"},
    [ROW_WISH_UNMUTE] = {ACT_WISH_UNMUTE, "he is muted",
                         SPREAD(200, 1000, 6000, 30000, 60000, 90000), SURE, 0, "assumed"},
    [ROW_WISH_DIAL] = {ACT_WISH_DIAL, "he has answered",
                       SPREAD(100, 1500, 8000, 30000, 60000, 90000), 2000, 0, "assumed"},
    [ROW_WISH_SWAP] = {ACT_WISH_SWAP, "it rings, or is held, and he talks on another",
                       SPREAD(500, 2000, 8000, 30000, 60000, 120000), 4000, 0, "assumed"},
    [ROW_ASKED_HOLD] = {ACT_ASKED_HOLD, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_RESUME] = {ACT_ASKED_RESUME, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_MUTE] = {ACT_ASKED_MUTE, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_UNMUTE] = {ACT_ASKED_UNMUTE, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_DIAL] = {ACT_ASKED_DIAL, "our request", ASKED, SURE, 0, ASKED_FROM},
    [ROW_ASKED_BUSY] = {ACT_ASKED_REFUSED, "our request, which it must refuse",
                        SPREAD(1, 10, 50, 200, 800, 1500), SURE, 0, "CK-62; figures assumed"},
    [PLAN_OTHER_TIME_OUT] = {ACT_HOLD_TIMES_OUT, "(a hold and an end time out, of calls)", NOTIME,
                             100, 0, "CK-86; only with --world all"},
    [ROW_HOLD_TIMES_OUT] = {ACT_HOLD_TIMES_OUT, "he has answered, where they time out",
                            SPREAD(500, 2000, 10000, 40000, 90000, 150000), SURE, 0, "CK-86"},
    [ROW_END_TIMES_OUT] = {ACT_END_TIMES_OUT, "he has answered, where they time out",
                           SPREAD(500, 2000, 10000, 40000, 90000, 150000), 5000, 0, "CK-86"},

    [PLAN_ROUTE] = {ACT_ROUTE, "the wave's first sign, of waves",
                    SPREAD(0, 1000, 10000, 40000, 90000, 150000), 1000, 0,
                    "a headset comes or goes; assumed"},
    [PLAN_ROUTE_BAD] = {ACT_ROUTE_BAD, "the wave's first sign, of waves",
                        SPREAD(0, 1000, 10000, 40000, 90000, 150000), 300, 0, "assumed"},
    [PLAN_DND] = {ACT_UNDISTURBED, "the wave's first sign, of waves",
                  SPREAD(0, 500, 5000, 30000, 60000, 100000), 500, 0, "assumed"},
    [PLAN_DND_END] = {ACT_DISTURBED, "(it lasts)", SPREAD(500, 3000, 20000, 60000, 120000, 300000),
                      SURE, 0, "assumed; hours in the field"},
    [PLAN_LEFTOVER] = {ACT_LEFTOVER, "the wave's first sign, of waves",
                       SPREAD(0, 10, 300, 5000, 30000, 60000), 200, 0,
                       "found when the process begins anew; assumed"},
    [PLAN_PUSH_OLD] = {ACT_PUSH_OLD, "the call's first sign, of calls without a push",
                       SPREAD(0, 1000, 15000, 60000, 90000, 120000), 300, 0,
                       "C6: delivered when the device is back; assumed"},
    [PLAN_REPLACE] = {ACT_REPLACE, "(of calls)", NOTIME, 300, 0, "assumed"},
    [PLAN_REDIRECT] = {ACT_REDIRECT, "(of calls placed)", NOTIME, 800, 0, "assumed"},
    [ROW_REPLACE] = {ACT_REPLACE, "they talk, or could",
                     SPREAD(100, 2000, 10000, 40000, 90000, 150000), SURE, 0,
                     "an attended transfer at the peer's; assumed"},
    [ROW_REDIRECT] = {ACT_REDIRECT, "our INVITE, or its progress",
                      SPREAD(20, 100, 1000, 8000, 20000, 30000), SURE, 0,
                      "at once by a server, or when nobody answers; assumed"},
    [ROW_REDIRECT_LATE] = {ACT_REDIRECT_LATE, "the end of our INVITE",
                           SPREAD(5, 30, 90, 300, 1000, 4000), 5000, 0, "a round trip"},
    [ROW_UPDATE] = {ACT_UPDATE, "the INVITE, or the last time",
                    SPREAD(50, 500, 3000, 20000, 60000, 120000), 500, 0,
                    "an UPDATE, a re-INVITE, an address book; assumed"},
};

/* The address of a draw in the stream. */
static uint64_t draw(uint64_t stream, enum row row, unsigned who, unsigned n)
{
    return splitmix64_at(stream, (uint64_t)n << 24 | (uint64_t)who << 16 | (uint64_t)row);
}

uint64_t time_at(uint64_t stream, enum row row, unsigned who, unsigned n)
{
    const struct times *its = &times[row];
    uint64_t number = draw(stream, row, who, n);

    if (its->of_10000 < SURE && !happens(number, its->of_10000))
        return its->otherwise_ms != 0 ? its->otherwise_ms : NEVER_MS;
    return spread_at(&its->spread, number);
}

bool chance_at(uint64_t stream, enum row row, unsigned who)
{
    return happens(draw(stream, row, who, 0), times[row].of_10000);
}

static void print_words(enum act act)
{
    for (const char *from = act_words(act); *from != '\0'; from++)
        if (*from == '@')
            fputs("a call", stdout);
        else if (*from == '#')
            fputs("either", stdout);
        else
            putchar(*from);
}

void times_print(void)
{
    printf("| move | after | of 100 | least | 10 %% | median | 90 %% | 99 %% | most | from |\n"
           "|---|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
    for (unsigned row = ROW_NONE + 1; row < ROWS; row++) {
        const struct times *its = &times[row];
        printf("| ");
        print_words(its->act);
        printf(" | %s | %g |", its->after, its->of_10000 / 100.0);
        for (unsigned i = 0; i < QUANTILES; i++)
            if (its->spread.ms[QUANTILES - 1] == 0)
                printf(" |");
            else
                printf(" %u |", its->spread.ms[i]);
        printf(" %s |\n", its->source);
    }
}
