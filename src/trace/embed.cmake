# Writes the files of FILES into HEADER as C strings, so that CSS and JavaScript are edited as such.
# The name of each is the file's, with _ for the dot.
set(text "/* Made by embed.cmake. */\n")
foreach(file ${FILES})
    get_filename_component(name "${file}" NAME)
    string(REPLACE "." "_" name "${name}")
    file(READ "${file}" bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND text "static const char ${name}[] = {${bytes}0};\n")
endforeach()
file(WRITE "${HEADER}" "${text}")
