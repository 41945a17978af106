/*
 * A stand-in for libsiprixMedia.so, which the vendor's package has beside libsiprix.so.
 */
int standin_media(void);

__attribute__((visibility("default"))) int standin_media(void)
{
    return 1;
}
