/* A slow disk: every call that waits for it takes 4 ms longer. Loaded before the C library, see test_group_commit. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int descriptor)
{
    int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct timespec pause = {0, 4000000};
    nanosleep(&pause, 0);
    return sync(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
