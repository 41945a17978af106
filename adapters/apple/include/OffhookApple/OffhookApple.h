/* Everything an application needs: docs/ios.md. */
#import "OHConfiguration.h"
#import "OHCoordinator.h"
#import "OHEngine.h"
#import "OHManualAudio.h"
#import "OHPayload.h"
#import "OHSiprixEngine.h"
#import "OHWebRTCAudio.h"
