"""baresip beside offhook: as it configures itself, and with the least that makes a phone."""
import glob
import os
import shutil

MODULES = next(iter(glob.glob("/usr/lib/baresip/modules") + glob.glob("/usr/lib/*/baresip/modules")), None)
KINDS = {
    "baresip": [  # what it writes into its first configuration
        *(f"module {name}.so" for name in ("stdio", "g711", "alsa", "stun", "turn", "ice")),
        *(f"module_tmp {name}.so" for name in ("uuid", "account")),
        *(f"module_app {name}.so" for name in ("auloop", "contact", "debug_cmd", "menu", "vidloop"))],
    "baresip, the least": ["module g711.so", "module aubridge.so", "module_tmp account.so", "module_app menu.so"],
}


def commands(folder, account):
    """By name, the commands that start it with this line of its accounts; none if it is not installed."""
    found = {}
    for name, modules in KINDS.items() if shutil.which("baresip") and MODULES else ():
        place = os.path.join(folder, name.replace(" ", "-"))
        os.mkdir(place)
        with open(os.path.join(place, "config"), "w", encoding="ascii") as file:
            file.write("sip_listen 127.0.0.1:0\nnet_interface 127.0.0.1\naudio_player aubridge,nil\n"
                       f"audio_source aubridge,nil\naudio_alert aubridge,nil\nmodule_path {MODULES}\n")
            file.writelines(line + "\n" for line in modules)
        with open(os.path.join(place, "accounts"), "w", encoding="ascii") as file:
            file.write(account + "\n")
        found[name] = ["baresip", "-f", place]
    return found
