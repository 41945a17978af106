/*
 * The floor of a cold start with Sofia-SIP: its stack on GLib's loop, one REGISTER, nothing else.
 * Only for beside-the-phone figures.
 *
 * usage: bare_register sip:alice@127.0.0.1 sip:127.0.0.1:PORT
 */
#include <glib.h>
#include <stdio.h>

#include <sofia-sip/nua.h>
#include <sofia-sip/su_glib.h>

static void on_event(nua_event_t event, int status, char const *phrase, nua_t *nua,
                     nua_magic_t *magic, nua_handle_t *handle, nua_hmagic_t *hmagic,
                     sip_t const *sip, tagi_t tags[])
{
    (void)phrase, (void)nua, (void)magic, (void)hmagic, (void)sip, (void)tags;
    if (event == nua_r_register && status == 401)
        nua_authenticate(handle, NUTAG_AUTH("Digest:\"bench\":alice:geheim"), TAG_END());
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bare_register ADDRESS REGISTRAR\n");
        return 2;
    }
    su_init();
    su_root_t *root = su_glib_root_create(NULL);
    su_root_threading(root, 0);
    g_source_attach(su_glib_root_gsource(root), NULL);
    nua_t *nua = nua_create(root, on_event, NULL, NUTAG_URL("sip:127.0.0.1:*;transport=udp"),
                            NUTAG_MEDIA_ENABLE(0),
                            NUTAG_OUTBOUND("no-validate no-options-keepalive"), TAG_END());
    if (!nua) {
        fprintf(stderr, "bare_register: no SIP stack on loopback\n");
        return 1;
    }
    nua_handle_t *handle =
        nua_handle(nua, NULL, SIPTAG_TO_STR(argv[1]), SIPTAG_FROM_STR(argv[1]), TAG_END());
    nua_register(handle, NUTAG_REGISTRAR((url_string_t *)argv[2]), TAG_END());
    g_main_loop_run(g_main_loop_new(NULL, FALSE)); /* until it is killed */
    return 0;
}
