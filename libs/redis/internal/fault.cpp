#include "redis/internal/fault.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/error.h"

namespace erp::redis {
namespace {

enum class After { kGoOn, kLeave };  // the connection

struct Meaning {
  std::string_view start;  // of the answer, as whole words
  After after;
};

constexpr std::array kTransient{
    // Starting, failing over, a replica.
    Meaning{"LOADING", After::kGoOn},
    Meaning{"READONLY", After::kLeave},
    Meaning{"MASTERDOWN", After::kLeave},
    Meaning{"NOREPLICAS", After::kGoOn},
    Meaning{"UNBLOCKED", After::kGoOn},
    // A cluster that changes, or that we were not told of.
    Meaning{"CLUSTERDOWN", After::kGoOn},
    Meaning{"TRYAGAIN", After::kGoOn},
    Meaning{"MOVED", After::kLeave},
    Meaning{"ASK", After::kLeave},
    // Busy or full.
    Meaning{"BUSY", After::kGoOn},
    Meaning{"UNKILLABLE", After::kGoOn},
    Meaning{"OOM", After::kGoOn},
    Meaning{"MISCONF", After::kGoOn},
    Meaning{"ERR max number of clients", After::kLeave},
    Meaning{"IOERR", After::kGoOn},
    // Accounts and access lists: an operator's mistake, which an operator puts right.
    Meaning{"NOAUTH", After::kLeave},
    Meaning{"WRONGPASS", After::kLeave},
    Meaning{"NOPERM", After::kGoOn},
    Meaning{"DENIED", After::kLeave},
    Meaning{"ERR Client sent AUTH", After::kLeave},
    Meaning{"ERR AUTH", After::kLeave},
    Meaning{"ERR invalid password", After::kLeave},
    Meaning{"ERR operation not permitted", After::kLeave},
    Meaning{"ERR ACL failure in script:", After::kGoOn},
    Meaning{"ERR The user executing the script", After::kGoOn},
    Meaning{"ERR DB index is out of range", After::kLeave},
};

// BUSY is not BUSYGROUP.
bool StartsWithWords(std::string_view text, std::string_view words) {
  if (!text.starts_with(words)) return false;
  return text.size() == words.size() || text[words.size()] == ' ' || text[words.size()] == '\n' ||
         words.back() == ' ';
}

// Servers before 7 wrap what a command inside a script answered: "ERR Error running script (call
// to f_…): @user_script:1: @user_script: 1: -OOM command not allowed …".
std::string_view Unwrapped(std::string_view error) {
  if (!error.starts_with("ERR Error ")) return error;
  static constexpr std::string_view kMark = ": -";
  const auto inner = error.rfind(kMark);
  return inner == std::string_view::npos ? error : error.substr(inner + kMark.size());
}

const Meaning* Find(std::string_view error) {
  const auto text = Unwrapped(error);
  const auto found =
      std::find_if(kTransient.begin(), kTransient.end(),
                   [text](const Meaning& meaning) { return StartsWithWords(text, meaning.start); });
  return found == kTransient.end() ? nullptr : &*found;
}

}  // namespace

bool IsTransient(std::string_view error) { return Find(error) != nullptr; }

bool EndsConnection(std::string_view error) {
  const Meaning* meaning = Find(error);
  return meaning != nullptr && meaning->after == After::kLeave;
}

void ThrowServerError(const std::string& error) {
  if (IsTransient(error)) throw Unavailable("redis: " + error);
  throw std::runtime_error("redis: " + error);
}

}  // namespace erp::redis
