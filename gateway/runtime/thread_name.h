#pragma once
// What this thread is called in top, perf and a debugger; at most 15 characters.

#include <pthread.h>

namespace concordat::gateway {

inline void name_this_thread(const char* name) {
  ::pthread_setname_np(::pthread_self(), name);
}

}  // namespace concordat::gateway
