#include "notification/store/redis_changes.h"

#include <exception>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "notification/store/stored_body.h"
#include "observe/log.h"

namespace erp::notification {
namespace {

// "read <epoch> <mark> <unread>", then a line for each id.
Change ReadMark(EmployeeId user, const std::string& message) {
  std::istringstream lines(message);
  std::string word;
  Change change;
  change.kind = Change::Kind::kRead;
  change.user = user;
  if (!(lines >> word >> change.epoch >> change.read_up_to >> change.unread)) {
    throw std::runtime_error("a read mark with a wrong head");
  }
  std::getline(lines, word);
  while (std::getline(lines, word)) change.ids.push_back(word);
  return change;
}

Change ReadChange(EmployeeId user, const std::string& message) {
  if (message.starts_with("read ")) return ReadMark(user, message);
  const std::size_t end = message.find('\n');
  if (end == std::string::npos) throw std::runtime_error("a change without a body");
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= end;) {
    const std::size_t space = std::min(message.find(' ', at), end);
    words.push_back(message.substr(at, space - at));
    at = space + 1;
  }
  enum Word : std::size_t { kKind, kEpoch, kSeq, kTraceparent, kWords };
  if (words.size() != kWords) throw std::runtime_error("a change with a wrong head");
  const auto seq = ParsePositive(words[kSeq]);
  if (!seq || (words[kKind] != "added" && words[kKind] != "settled")) {
    throw std::runtime_error("a change of an unknown kind");
  }
  Change change;
  change.kind = words[kKind] == "added" ? Change::Kind::kAdded : Change::Kind::kSettled;
  change.user = user;
  change.epoch = words[kEpoch];
  change.entry.seq = *seq;
  change.entry.settled = change.kind == Change::Kind::kSettled;
  change.entry.traceparent = words[kTraceparent];
  change.entry.notification = DecodeBody(user, message.substr(end + 1));
  return change;
}

}  // namespace

RedisChanges::RedisChanges(redis::Url url,
                           std::string prefix,
                           Listener listener,
                           metrics::Registry& registry)
    : keys_(std::move(prefix)),
      listener_(std::move(listener)),
      subscriber_(
          std::move(url),
          {.on_message = [this](const std::string& channel,
                                const std::string& message) { OnMessage(channel, message); },
           .on_subscribed =
               [this](const std::string& channel) {
                 if (const auto user = keys_.UserOf(channel)) listener_.on_listening(*user);
               }},
          registry) {}

std::optional<std::string> RedisChanges::Unavailability() const {
  if (subscriber_.Connected()) return std::nullopt;
  return "no connection for pub/sub";
}

void RedisChanges::Start() {
  subscriber_.Subscribe(keys_.Everybody());
  subscriber_.Start();
}

void RedisChanges::OnMessage(const std::string& channel, const std::string& message) const {
  try {
    if (channel == keys_.Everybody()) {
      return listener_.on_announcement(DecodeBody(EmployeeId(), message));
    }
    const auto user = keys_.UserOf(channel);
    if (!user) return;
    listener_.on_change(ReadChange(*user, message));
  } catch (const std::exception& error) {
    // It is in the inbox all the same: the next change shows the gap, and the gap is read.
    log::Error("a change of an inbox cannot be read", {{"why", error.what()}});
  }
}

}  // namespace erp::notification
