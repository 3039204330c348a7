// What Debian's libstdc++ and libgcc, which are made for glibc, want of it and musl has not. It takes the place of
// glibc's loader, which both ask for by its name: musl.sh.
#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

char __libc_single_threaded = 0;

struct {
    unsigned vendor, type, subtype, features;
} __cpu_model;

int __cpu_indicator_init(void) {
    return 0;
}

int __pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    return pthread_key_create(key, destructor);
}

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time, locale_t locale) {
    return strftime_l(text, size, format, time, locale);
}

// Not found: libgcc then asks dl_iterate_phdr, as with an older glibc.
int _dl_find_object(void *address, void *result) {
    (void)address;
    (void)result;
    return -1;
}

// Only the hash seeds of libstdc++.
unsigned arc4random(void) {
    return (unsigned)random();
}

// Destructors of a thread, of which .NET has some.
struct destructor {
    void (*run)(void *);
    void *object;
    struct destructor *next;
};

static pthread_key_t destructors;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void run_all(void *list) {
    for (struct destructor *one = list; one != NULL;) {
        struct destructor *next = one->next;
        one->run(one->object);
        free(one);
        one = next;
    }
}

static void make_key(void) {
    pthread_key_create(&destructors, run_all);
}

int __cxa_thread_atexit_impl(void (*run)(void *), void *object, void *library) {
    (void)library;
    pthread_once(&once, make_key);
    struct destructor *one = malloc(sizeof *one);
    if (one == NULL) {
        return -1;
    }

    one->run = run;
    one->object = object;
    one->next = pthread_getspecific(destructors);
    return pthread_setspecific(destructors, one);
}
