# Run at each build: writes the commit that SOURCE is at into HEADER, if that has changed, so that nothing
# is compiled again for nothing. "-dirty" when a file that git knows is not as committed; "unknown" when
# SOURCE is not the top of a git tree (an unpacked archive, perhaps in the midst of another project's tree).

# Without locks: a build must not stand in the way of a commit that is made meanwhile.
function(ask_git answer)
    execute_process(COMMAND git --no-optional-locks -C ${SOURCE} ${ARGN}
        RESULT_VARIABLE failed OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(failed)
        set(said NOTFOUND)
    endif()
    set(${answer} "${said}" PARENT_SCOPE)
endfunction()

ask_git(way_up rev-parse --show-cdup)
ask_git(commit rev-parse --short=12 HEAD)
ask_git(changes status --porcelain --untracked-files=no)
if(NOT way_up STREQUAL "" OR NOT commit)
    set(commit unknown)
elseif(changes)
    string(APPEND commit -dirty)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define OFFHOOK_COMMIT \"${commit}\"\n" @ONLY)
