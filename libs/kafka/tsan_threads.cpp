// Only in builds with ThreadSanitizer, which knows POSIX threads but not the C11 ones that
// librdkafka uses: without this, its first thread crashes and none of its locks is seen.
// glibc's C11 types are its POSIX types under another name, so the calls are handed over.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace {

static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t));

pthread_mutex_t* Posix(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* Posix(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

int Answer(int error) {
  if (error == 0) return thrd_success;
  if (error == EBUSY) return thrd_busy;
  if (error == ETIMEDOUT) return thrd_timedout;
  return error == ENOMEM ? thrd_nomem : thrd_error;
}

struct Begin {
  thrd_start_t function;
  void* argument;
};

void* Run(void* begin) {
  const std::unique_ptr<Begin> owned(static_cast<Begin*>(begin));
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(owned->function(owned->argument)));
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto begin = std::make_unique<Begin>(Begin{function, argument});
  const int error = pthread_create(thread, nullptr, &Run, begin.get());
  if (error == 0) (void)begin.release();
  return Answer(error);
}

int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
  return Answer(error);
}

int thrd_detach(thrd_t thread) { return Answer(pthread_detach(thread)); }

int mtx_init(mtx_t* mutex, int type) noexcept {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  const bool recursive = (type & mtx_recursive) != 0;
  pthread_mutexattr_settype(&attributes,
                            recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  const int error = pthread_mutex_init(Posix(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return Answer(error);
}

int mtx_lock(mtx_t* mutex) { return Answer(pthread_mutex_lock(Posix(mutex))); }
int mtx_trylock(mtx_t* mutex) { return Answer(pthread_mutex_trylock(Posix(mutex))); }
int mtx_unlock(mtx_t* mutex) noexcept { return Answer(pthread_mutex_unlock(Posix(mutex))); }
void mtx_destroy(mtx_t* mutex) noexcept { pthread_mutex_destroy(Posix(mutex)); }

int cnd_init(cnd_t* condition) noexcept {
  return Answer(pthread_cond_init(Posix(condition), nullptr));
}
int cnd_signal(cnd_t* condition) noexcept { return Answer(pthread_cond_signal(Posix(condition))); }
int cnd_broadcast(cnd_t* condition) noexcept {
  return Answer(pthread_cond_broadcast(Posix(condition)));
}
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return Answer(pthread_cond_wait(Posix(condition), Posix(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return Answer(pthread_cond_timedwait(Posix(condition), Posix(mutex), until));
}
void cnd_destroy(cnd_t* condition) noexcept { pthread_cond_destroy(Posix(condition)); }

}  // extern "C"
