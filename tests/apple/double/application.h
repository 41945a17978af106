/*
 * UIApplication: foreground and background, and the time that a background task gives (AS-60,
 * AS-61).
 */
#ifndef DOUBLE_APPLICATION_H
#define DOUBLE_APPLICATION_H

#import <UIKit/UIKit.h>

#import "world.h"

void application_enters_background(void);
void application_enters_foreground(void);
bool application_in_foreground(void);
unsigned application_tasks(void);

#endif
