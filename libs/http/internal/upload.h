// The streamed body of one request on its way from the I/O thread to its handler: a ring of 64 KiB.
// While it is full nothing is read from the socket, so a client sends as fast as the handler reads.
// Private to this library.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "common/thread_annotations.h"
#include "http/byte_source.h"

namespace erp::http {

// Thread-safe; Read() on the handler's thread, the rest on the I/O thread unless said otherwise.
class Upload : public ByteSource {
 public:
  static constexpr std::size_t kCapacity = 64 * 1024;

  // `wanted` is called on the handler's thread when the I/O thread should read: at the first
  // Read(), so that a handler that refuses costs no byte, and after every full ring once half of it
  // is free. `held` counts the bytes that wait in all of them.
  Upload(std::function<void()> wanted, std::atomic<std::size_t>& held);
  ~Upload() override;

  // Throws BodyCut. Blocks until bytes come or Finish() or Fail(): the session calls one of them
  // within its own deadlines.
  std::size_t Read(std::span<char> into) override;
  // Whether the handler has read the body to its end. Any thread.
  [[nodiscard]] bool consumed() const;

  // Where the next bytes go, in one piece; empty when the ring is full: `wanted` comes then.
  std::span<char> Room();
  // Of it all.
  [[nodiscard]] std::size_t free() const;
  // So many were written to the beginning of what Room() gave.
  void Arrived(std::size_t size);
  // That was the last one.
  void Finish();
  // Read() throws from now on, whatever has arrived. The first reason counts. Any thread.
  void Fail(BodyCut::Why why);

 private:
  // Whether to say `wanted` now, without the lock; it counts as said.
  [[nodiscard]] bool Asks() ERP_REQUIRES(mutex_);
  void Take(std::span<char> into) ERP_REQUIRES(mutex_);

  const std::function<void()> wanted_;
  std::atomic<std::size_t>& held_;
  mutable Mutex mutex_;
  std::condition_variable changed_;
  // Free bytes of the ring belong to the I/O thread.
  std::unique_ptr<char[]> ring_ ERP_GUARDED_BY(mutex_);  // after the first Room()
  std::size_t begin_ ERP_GUARDED_BY(mutex_) = 0;
  std::size_t size_ ERP_GUARDED_BY(mutex_) = 0;
  bool asked_ ERP_GUARDED_BY(mutex_) = false;  // the I/O thread reads
  bool whole_ ERP_GUARDED_BY(mutex_) = false;
  bool consumed_ ERP_GUARDED_BY(mutex_) = false;
  std::optional<BodyCut::Why> cut_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::http
