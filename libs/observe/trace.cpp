#include "observe/trace.h"

#include <algorithm>
#include <utility>

#include "common/id.h"

namespace erp::trace {
namespace {

thread_local std::optional<Context> current;

std::string RandomHex(std::size_t digits) {
  std::string hex;
  for (const char c : NewUuid()) {
    if (c != '-') hex += c;
  }
  // The version digit of a UUID is constant: take the random tail for short ids.
  return digits == hex.size() ? hex : hex.substr(hex.size() - digits);
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool AllZero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::string Context::Traceparent() const { return "00-" + trace_id + "-" + span_id + "-01"; }

std::optional<Context> Parse(std::string_view text) {
  // Later versions may append fields; the first 55 characters keep their meaning.
  const bool shaped = text.size() >= 55 && text[2] == '-' && text[35] == '-' && text[52] == '-' &&
                      (text.size() == 55 || (text.substr(0, 2) != "00" && text[55] == '-'));
  if (!shaped || !IsHex(text.substr(0, 2)) || text.substr(0, 2) == "ff") return std::nullopt;
  const auto trace_id = text.substr(3, 32);
  const auto span_id = text.substr(36, 16);
  if (!IsHex(trace_id) || !IsHex(span_id) || !IsHex(text.substr(53, 2))) return std::nullopt;
  if (AllZero(trace_id) || AllZero(span_id)) return std::nullopt;
  return Context{std::string(trace_id), std::string(span_id)};
}

Context Start() { return {RandomHex(32), RandomHex(16)}; }
Context Continue(const Context& parent) { return {parent.trace_id, RandomHex(16)}; }
std::optional<Context> Current() { return current; }

std::string CurrentTraceparent() { return (current ? *current : Start()).Traceparent(); }

Scope::Scope(Context context) : before_(std::exchange(current, std::move(context))) {}
Scope::~Scope() { current = std::move(before_); }

Context FromHeader(std::string_view traceparent) {
  const auto parent = Parse(traceparent);
  return parent ? Continue(*parent) : Start();
}

}  // namespace erp::trace
