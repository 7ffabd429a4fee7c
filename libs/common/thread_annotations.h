// A mutex that clang's thread-safety analysis knows (`make tidy`), and what says which members it
// guards. At run time it is std::mutex: nothing is added to it.
//
//   Mutex mutex_;
//   std::deque<Job> jobs_ ERP_GUARDED_BY(mutex_);
//   ...
//   MutexLock lock(mutex_);
//   while (jobs_.empty()) ready_.wait(lock.native());
//
// A lambda is a function of its own to the analysis: one that runs under the lock begins with
// mutex_.AssertHeld(), which does nothing else.
#pragma once

#include <mutex>

#if defined(__clang__)
#define ERP_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define ERP_THREAD_ANNOTATION(x)
#endif

// Of a member: used only while the mutex is held.
#define ERP_GUARDED_BY(x) ERP_THREAD_ANNOTATION(guarded_by(x))
// Of a function: its caller holds the mutex, or must not.
#define ERP_REQUIRES(...) ERP_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define ERP_EXCLUDES(...) ERP_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace erp {

class ERP_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() ERP_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() ERP_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  void AssertHeld() const ERP_THREAD_ANNOTATION(assert_capability(this)) {}

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds the mutex until its end, or until unlock(). Used by one thread. A condition_variable_any
// takes it as it is.
class ERP_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ERP_THREAD_ANNOTATION(acquire_capability(mutex))
      : lock_(mutex.mutex_) {}
  ~MutexLock() ERP_THREAD_ANNOTATION(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() ERP_THREAD_ANNOTATION(acquire_capability()) { lock_.lock(); }
  void unlock() ERP_THREAD_ANNOTATION(release_capability()) { lock_.unlock(); }

  // For std::condition_variable alone, which gives the mutex back before it returns.
  std::unique_lock<std::mutex>& native() { return lock_; }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace erp
