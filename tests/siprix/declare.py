#!/usr/bin/env python3
"""Declares the SDK's interface in C from the facts in abi.txt, and gives every function a default.

usage: declare.py abi.txt header > sdk.h        declarations
       declare.py abi.txt defaults > sdk.c      weak definitions: each records its call and succeeds
"""
import sys

IDS = ("AccountId", "CallId", "PlayerId", "SubscriptionId", "MessageId")
OPAQUE = ("ISiprixModule", "IniData", "AccData", "DestData", "VideoData", "SubscrData", "MsgData",
          "IVideoRenderer", "ISiprixEventHandler")


def read(path):
    """A list of (kind, name, type, [what belongs to it])."""
    found = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if line.startswith("  "):
                found[-1][3].append(line.strip())
            else:
                found.append((words[0], words[1], " ".join(words[2:]), []))
    return found


def parameters(members):
    return ", ".join(members) or "void"


def header(facts):
    print("/* Made by declare.py from abi.txt. */\n#ifndef SDK_H\n#define SDK_H\n"
          "#include <stdbool.h>\n#include <stdint.h>\n")
    for name in IDS:
        print(f"typedef uint32_t {name};")
    for name in OPAQUE:
        print(f"typedef struct {name} {name};")
    for kind, name, type_, members in facts:
        if kind == "enum":
            print(f"typedef {type_} {name};")
            pairs = [member.split() for member in members]
            print("enum {" + ", ".join(f"{name}_{key} = {value}" for key, value in pairs) + "};")
            print(f"#define SDK_{name}(X) " + " ".join(f"X({key}, {value})" for key, value in pairs))
        elif kind == "callback":
            print(f"typedef void (*{name})({parameters(members)});\nextern {name} sdk_{name};")
        else:
            print(f'__attribute__((visibility("default"))) {type_} {name}({parameters(members)});')
    print("#endif")


def shown(member):
    """How a default writes this parameter down: a format and an expression; None: not at all."""
    type_, name = member.rsplit(" ", 1)
    if type_ == "const char*":
        return "%s", f'{name} ? {name} : "(null)"'
    return ("%d", f"(int){name}") if "*" not in type_ and not type_.startswith("On") else None


def defaults(facts):
    print('/* Made by declare.py from abi.txt. */\n#include "sdk.h"\n#include "standin.h"\n')
    for kind, name, type_, members in facts:
        if kind == "callback":
            print(f"{name} sdk_{name};")
        if kind != "function":
            continue
        print(f"__attribute__((weak)) {type_} {name}({parameters(members)})\n{{")
        pairs = [pair for pair in map(shown, members) if pair]
        formats = "".join(" " + pair[0] for pair in pairs)
        print(f'    standin_note("{name}{formats}"' + "".join(", " + pair[1] for pair in pairs) + ");")
        for member in members:
            if not any(pair and pair == shown(member) for pair in pairs):
                print(f"    (void){member.rsplit(' ', 1)[1]};")
        if type_ == "ErrorCode":
            print(f'    ErrorCode result = standin_result("{name}");')
            if name.startswith("Callback_Set") and name != "Callback_SetEventHandler":
                print(f"    if (result == ErrorCode_EOK)\n        sdk_{members[1].split()[0]} = callback;")
            print("    return result;")
        elif "*" in type_:
            print(f'    return ({type_})standin_object("{name}");')
        elif type_ != "void":
            print("    return 0;")
        print("}\n")


if __name__ == "__main__":
    {"header": header, "defaults": defaults}[sys.argv[2]](read(sys.argv[1]))
