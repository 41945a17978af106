/*
 * libwebrtc's RTCAudioSession, with the counting that its source shows (RTC-1 to RTC-20), and its
 * audio unit. Class names as in builds without a prefix.
 */
#ifndef DOUBLE_RTC_H
#define DOUBLE_RTC_H

#import <AVFAudio/AVFAudio.h>

#import "world.h"

@interface RTCAudioSession : NSObject
+ (instancetype)sharedInstance;
@property(nonatomic) BOOL useManualAudio;
@property(nonatomic) BOOL isAudioEnabled;
@property(nonatomic, readonly) BOOL isActive;
- (void)lockForConfiguration;
- (void)unlockForConfiguration;
- (BOOL)setCategory:(AVAudioSessionCategory)category
               mode:(AVAudioSessionMode)mode
            options:(AVAudioSessionCategoryOptions)options
              error:(NSError **)outError;
- (void)audioSessionDidActivate:(AVAudioSession *)session;
- (void)audioSessionDidDeactivate:(AVAudioSession *)session;
@end

@interface RTCAudioSessionConfiguration : NSObject {
    NSString *_category, *_mode;
    AVAudioSessionCategoryOptions _categoryOptions;
}
@property(nonatomic, retain) NSString *category;
@property(nonatomic, retain) NSString *mode;
@property(nonatomic) AVAudioSessionCategoryOptions categoryOptions;
+ (instancetype)webRTCConfiguration;
+ (void)setWebRTCConfiguration:(RTCAudioSessionConfiguration *)configuration;
@end

/* The engine: media was negotiated; media starts; the last peer connection closes. */
void rtc_negotiated(void);
void rtc_starts(void);
void rtc_closes(void);
/* Sound flows both ways: the unit runs, was made in the present activation, and the session is
 * usable. */
bool rtc_sounds(void);
bool rtc_enabled(void);
int rtc_count(void); /* activationCount */
/* It activated the session without being asked, after an event (RTC-20): nobody can help that. */
bool rtc_unasked(void);

#endif
