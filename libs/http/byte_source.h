// Bytes that come piece by piece: the streamed body of a request (Call::streamed_body), or that of
// an answer (Response::source). Neither is ever in memory as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace erp::http {

// One thread at a time, not always the same.
class ByteSource {
 public:
  ByteSource() = default;
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Writes to the beginning of `into`, which is not empty, and returns how many bytes; 0 only after
  // the last one. May block. Throws when the rest cannot be had: what ends early never looks whole.
  virtual std::size_t Read(std::span<char> into) = 0;
};

// Thrown by the streamed body of a request: the rest of it will not come, or nobody waits for the
// answer any more. The client was answered already or is gone, so a handler undoes what it stored
// and lets the exception pass; what it returns would be dropped.
class BodyCut : public std::runtime_error {
 public:
  enum class Why : std::uint8_t {
    kGone,       // the client closed the connection
    kMalformed,  // 400: a chunk cannot be read
    kTooLarge,   // 413: more than Route::max_bytes
    kTooSlow,    // 408
    kLate,       // 503: the handler took too long
    kStopping,   // 503: the server stops, and the body did not end in time
  };

  explicit BodyCut(Why why);

  [[nodiscard]] Why why() const { return why_; }
  // As it is counted and logged: what the client read, 499 for one that is gone.
  [[nodiscard]] int status() const;

 private:
  Why why_;
};

}  // namespace erp::http
