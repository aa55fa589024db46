/* Loaded into the server (LD_PRELOAD): counts its steps towards disk and database, and at a chosen one kills the
 * process or fails the call. A step is a call that writes to a file of the house or to the database's socket.
 *
 *   FAULT_FOLDER  files below it count            FAULT_PORT  sockets connected to it count
 *   FAULT_AT      number of the step, from 1      FAULT_HOW   before, after, torn (half is written), ENOSPC, EIO
 *   FAULT_FOR     how many steps fail (ENOSPC, EIO)    FAULT_ONLY  a part of the name of the calls that count
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { NEVER, BEFORE, AFTER, TORN, FAIL };

static atomic_long steps;
static long at, lasts;
static enum how how;
static int error_number, port;
static const char *folder, *only;

static void __attribute__((constructor)) begin(void) {
    const char *text = getenv("FAULT_HOW");
    folder = getenv("FAULT_FOLDER");
    only = getenv("FAULT_ONLY");
    port = getenv("FAULT_PORT") ? atoi(getenv("FAULT_PORT")) : 0;
    at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
    lasts = getenv("FAULT_FOR") ? atol(getenv("FAULT_FOR")) : 1;
    if (!text) return;
    if (!strcmp(text, "before")) how = BEFORE;
    if (!strcmp(text, "after")) how = AFTER;
    if (!strcmp(text, "torn")) how = TORN;
    if (!strcmp(text, "ENOSPC")) how = FAIL, error_number = ENOSPC;
    if (!strcmp(text, "EIO")) how = FAIL, error_number = EIO;
}

/* Name of a file of the house, or of the socket to its database; nothing for all else. */
static const char *step_name(int fd, char *name, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, size - 1);
    if (length <= 0) return NULL;
    name[length] = 0;
    if (folder && strstr(name, folder)) {
        char *last = strrchr(name, '/');
        return last && strlen(last) > 50 ? "attached file" : last + 1;
    }
    if (port && !strncmp(name, "socket:", 7)) {
        struct sockaddr_in peer;
        socklen_t there = sizeof peer;
        if (!getpeername(fd, (struct sockaddr *)&peer, &there) && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
            return "database";
    }
    return NULL;
}

static void die(const char *when, const char *call, const char *name) {
    char line[256];
    int length = snprintf(line, sizeof line, "FAULT %s %s %s\n", when, call, name);
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    real(2, line, length);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Counts the step. Gives FAIL when it shall fail, TORN when half of it shall be written, AFTER when we die behind it. */
static enum how step(const char *call, int fd, char *name, size_t size) {
    if (how == NEVER || (only && !strstr(call, only))) return NEVER;
    int kept = errno;
    const char *known = step_name(fd, name, size);
    errno = kept;
    if (!known) return NEVER;
    memmove(name, known, strlen(known) + 1);
    long now = ++steps;
    if (how == FAIL) return now >= at && now < at + lasts ? FAIL : NEVER;
    if (now != at) return NEVER;
    if (how == BEFORE) die("before", call, name);
    return how;
}

#define REAL(call) static __typeof__(&call) real; if (!real) real = (__typeof__(&call))dlsym(RTLD_NEXT, #call)
#define STEP(call, fd, half, whole)                                     \
    char name[512];                                                     \
    enum how fate = step(#call, fd, name, sizeof name);                 \
    if (fate == FAIL) return errno = error_number, -1;                  \
    if (fate == TORN) { half; die("torn", #call, name); }               \
    __typeof__(whole) done = whole;                                     \
    if (fate == AFTER) die("after", #call, name);                       \
    return done

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    STEP(write, fd, real(fd, bytes, count / 2), real(fd, bytes, count));
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    STEP(pwrite, fd, real(fd, bytes, count / 2, offset), real(fd, bytes, count, offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    STEP(pwrite, fd, real(fd, bytes, count / 2, offset), real(fd, bytes, count, offset));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    STEP(writev, fd, real(fd, parts, count / 2), real(fd, parts, count));
}

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    REAL(send);
    STEP(send, fd, real(fd, bytes, count / 2, flags), real(fd, bytes, count, flags));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    REAL(sendmsg);
    STEP(sendmsg, fd, (void)0, real(fd, message, flags));
}

int fsync(int fd) {
    REAL(fsync);
    STEP(fsync, fd, (void)0, real(fd));
}

int fdatasync(int fd) {
    REAL(fdatasync);
    STEP(fdatasync, fd, (void)0, real(fd));
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    STEP(ftruncate, fd, (void)0, real(fd, length));
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    STEP(ftruncate, fd, (void)0, real(fd, length));
}
