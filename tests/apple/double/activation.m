/*
 * When the system activates the session for a call, and when it deactivates it (CK-90 to CK-108).
 */
#import "daemon.h"
#import "session.h"

#define ACTIVATE_MS 60 /* from its cause to the callback, kindly */

static dispatch_queue_t audio;
static bool level; /* CallKit activated the session, and did not deactivate it since */

void activation_reset(void)
{
    level = false;
    audio = world_queue("audio");
}

/* To the delegate; from then on the application knows. */
static void tell(SEL selector, bool active)
{
    DoubleProvider *provider = activation_provider();
    if (!provider)
        return;
    daemon_deliver(provider, ^(id<CXProviderDelegate> delegate) {
        record("%s", [NSStringFromSelector(selector) UTF8String]);
        session_tell(active);
        if ([delegate respondsToSelector:selector])
            [delegate performSelector:selector
                           withObject:provider->owner
                           withObject:[AVAudioSession sharedInstance]];
    });
}

static void tell_activated(void)
{
    level = true;
    tell(@selector(provider:didActivateAudioSession:), true);
}

static void tell_deactivated(void)
{
    level = false;
    tell(@selector(provider:didDeactivateAudioSession:), false);
}

void activation_tell_lost(void)
{
    if (level)
        tell_deactivated();
}

void activation_forget(void)
{
    level = false;
}

static void activate_if_wanted(void)
{
    DoubleProvider *provider = activation_provider();
    if (!provider || !activation_wanted() || foreign_has_audio())
        return;
    if (provider->stale) {
        record("no activation: the provider is stale");
        return;
    }
    if (session_state() == SESSION_BY_SYSTEM) {
        if (choose(CLAIM_ACTIVATES_TWICE, 2) && session_activate_by_system())
            tell_activated();
        return;
    }
    if (session_state() == SESSION_BY_APP) {
        record("no activation: the session is active already"); /* CK-93 */
        return;
    }
    if (choose(CLAIM_ACTIVATION_LOST, 2)) {
        record("no activation: lost");
        return;
    }
    if (session_activate_by_system())
        tell_activated();
}

void activation_consider(void)
{
    world_after(ACTIVATE_MS + any(300), audio, ^{
        activate_if_wanted();
    });
}

static void activate_silently(void)
{
    if (!activation_wanted() || foreign_has_audio() || session_state() != SESSION_INACTIVE)
        return;
    level = session_activate_by_system();
    record("the session is active, and nobody was told");
}

void activation_of_unhold(void)
{
    switch (choose(CLAIM_NO_ACTIVATION_ON_UNHOLD, 3)) {
    case 0: activation_consider(); break;
    case 1:
        world_after(ACTIVATE_MS, audio, ^{
            activate_silently();
        });
        break;
    case 2: break;
    }
}

static void deactivate_if_unwanted(bool a_call_ended)
{
    bool spurious = activation_wanted() && !foreign_has_audio();
    if (spurious && !(a_call_ended && choose(CLAIM_DEACTIVATES_WITH_ANY, 2)))
        return;
    if (!level && !choose(CLAIM_DEACTIVATES_TWICE, 2))
        return;
    if (level)
        session_deactivate_by_system();
    tell_deactivated();
}

void activation_consider_end(bool a_call_ended)
{
    world_after(ACTIVATE_MS + any(300), audio, ^{
        deactivate_if_unwanted(a_call_ended);
    });
}
