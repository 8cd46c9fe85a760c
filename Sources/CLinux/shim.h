// What the bench needs of the C library and Swift's own module of it leaves out: epoll, and malloc_trim.
#include <malloc.h>
#include <sys/epoll.h>
