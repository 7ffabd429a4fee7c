// Trace context (W3C Trace Context, level 1): who this work belongs to, carried by the
// `traceparent` header through HTTP, Kafka and WebSocket frames, and shown in every log line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace erp::trace {

struct Context {
  std::string trace_id;  // 32 lower-case hex digits
  std::string span_id;   // 16 lower-case hex digits

  // "00-<trace_id>-<span_id>-01"
  [[nodiscard]] std::string Traceparent() const;
};

// Empty unless the text is a valid traceparent that is not all zeros.
std::optional<Context> Parse(std::string_view traceparent);

// A new trace; thread-safe.
Context Start();
// The next span of the same trace.
Context Continue(const Context& parent);

// The context of this thread's present work, if any.
std::optional<Context> Current();
// Its traceparent, or that of a new trace: never empty.
std::string CurrentTraceparent();

// Makes a context the current one of this thread until the end of the scope.
class Scope {
 public:
  explicit Scope(Context context);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  std::optional<Context> before_;
};

// The scope for work that arrives with a (possibly absent or invalid) traceparent.
Context FromHeader(std::string_view traceparent);

}  // namespace erp::trace
