// An answer whose body comes from a source, piece by piece: checks it against the length that was
// announced and frames it. A piece is one Read() of at most 64 KiB, and only one is in memory.
// Private to this library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/byte_source.h"

namespace erp::http {

// One thread at a time.
class AnswerStream {
 public:
  static constexpr std::size_t kPiece = 64 * 1024;

  // `route` is for the log.
  AnswerStream(std::shared_ptr<ByteSource> source,
               std::optional<std::uint64_t> size,
               std::string route);

  // Blocks as long as the source does; empty only at the end. Throws what the source throws, and
  // std::runtime_error when it holds less or more than was announced: before its last piece is
  // given, so that a client sees that the answer is not whole. The source is freed at the end and
  // when it throws.
  std::string Next();
  [[nodiscard]] bool ended() const { return source_ == nullptr; }

  // The piece as it is written: as a chunk when the length was not announced and the client knows
  // chunks, with the last chunk behind it once the source has ended.
  [[nodiscard]] std::string Framed(std::string piece, bool knows_chunks) const;

  [[nodiscard]] const std::string& route() const { return route_; }

 private:
  std::shared_ptr<ByteSource> source_;  // nothing: ended
  const std::optional<std::uint64_t> size_;
  std::uint64_t left_;  // of size_
  const std::string route_;
};

}  // namespace erp::http
