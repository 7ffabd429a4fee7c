#include "notification/api/json.h"

#include <utility>

#include "contracts/notification_events.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::notification {
namespace {

// A notification is a few lines; the largest still is a small part of a connection's buffer.
constexpr json::TextLimits kId{1, 200};
constexpr json::TextLimits kWord{.min = 1, .max = 64, .single_line = true, .not_blank = true};
constexpr json::TextLimits kEpoch{1, 64};
constexpr json::TextLimits kMessage{0, 4000};
constexpr json::TextLimits kOperatorMessage{.min = 1, .max = kMessage.max, .not_blank = true};

constexpr std::size_t kMaxMarked = 200;  // ids marked as read at once
constexpr std::size_t kMaxAsked = 2000;  // ids in one question about what is missing

std::vector<std::string> ReadIds(json::ObjectReader& reader,
                                 const std::string& name,
                                 std::size_t most = kMaxAsked) {
  std::vector<std::string> ids;
  const json::Value* list = reader.Array(name, 0, most);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::Value& id = (*list)[i];
    if (!id.is_string() || id.get_ref<const std::string&>().empty() ||
        id.get_ref<const std::string&>().size() > kId.max) {
      reader.Mistake(name + "/" + std::to_string(i), "must be the id of a notification");
      continue;
    }
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

json::Value Print(const Subject& subject) {
  if (const auto* id = std::get_if<RequestId>(&subject)) return id->value();
  return std::get<std::string>(subject);
}

std::optional<Subject> ReadSubject(json::ObjectReader& reader, std::string_view name) {
  const json::Value* member = reader.Any(name);
  if (member != nullptr && member->is_string()) {
    auto text = reader.Text(name, kWord);
    if (!text) return std::nullopt;
    return Subject(*std::move(text));
  }
  const auto id = reader.Id<RequestId>(name);
  if (!id) return std::nullopt;
  return Subject(*id);
}

json::Value Print(const std::string& epoch, const Entry& entry) {
  const Notification& notification = entry.notification;
  return {{"seq", entry.seq},
          {"epoch", epoch},
          {"id", notification.id},
          {"type", notification.type},
          {"approvalId", Print(notification.approval)},
          {"status", notification.status},
          {"title", notification.title},
          {"message", notification.message},
          {"timestamp", FormatInstant(notification.timestamp)},
          {"settled", entry.settled}};
}

}  // namespace

std::string PrintEntries(const Page& page) {
  auto array = json::Value::array();
  for (const auto& entry : page.entries) {
    json::Value element = Print(page.epoch, entry);
    element["read"] = entry.read;
    array.push_back(std::move(element));
  }
  return json::Dump(array);
}

std::string PrintReadState(const ReadState& state) {
  json::Value body = {{"unread", state.unread}, {"readUpTo", state.read_up_to}};
  if (!state.epoch.empty()) body["epoch"] = state.epoch;
  return json::Dump(body);
}

std::string PrintSent(const std::string& id) { return json::Dump({{"notificationId", id}}); }

std::string PrintOutgoing(const Outgoing& message) {
  switch (message.kind) {
    case Outgoing::Kind::kEntry:
      return json::Dump(Print(message.epoch, message.entry));
    case Outgoing::Kind::kSettled: {
      const Notification& notification = message.entry.notification;
      return json::Dump({{"type", "settled"},
                         {"seq", message.entry.seq},
                         {"epoch", message.epoch},
                         {"id", notification.id},
                         {"approvalId", Print(notification.approval)},
                         {"settled", true}});
    }
    case Outgoing::Kind::kResync:
      return json::Dump({{"type", "resync"},
                         {"seq", message.entry.seq},
                         {"epoch", message.epoch},
                         {"readUpTo", message.read_up_to}});
    case Outgoing::Kind::kRead:
      return json::Dump({{"type", "read"},
                         {"epoch", message.epoch},
                         {"readUpTo", message.read_up_to},
                         {"ids", message.ids},
                         {"unread", message.unread}});
    case Outgoing::Kind::kAnnouncement: {
      const Notification& said = message.entry.notification;
      return json::Dump({{"type", said.type},
                         {"id", said.id},
                         {"approvalId", Print(said.approval)},
                         {"status", said.status},
                         {"message", said.message},
                         {"timestamp", FormatInstant(said.timestamp)}});
    }
  }
  return "{}";
}

Result<MarkReadBody> ParseMarkRead(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const bool single = reader.Any("ids") != nullptr;
  const auto up_to =
      single ? reader.OptionalInteger("upTo", 0, INT64_MAX) : reader.Integer("upTo", 0, INT64_MAX);
  auto ids = single ? ReadIds(reader, "ids", kMaxMarked) : std::vector<std::string>();
  if (single && up_to) reader.Mistake("ids", "cannot stand beside upTo");
  const auto epoch = reader.OptionalText("epoch", kEpoch);
  const auto user = reader.OptionalId<EmployeeId>("userId");
  if (const auto wrong = reader.Finish()) return *wrong;
  return MarkReadBody{{epoch.value_or(""), up_to.value_or(0)}, std::move(ids), user};
}

Result<OperatorMessage> ParseOperatorMessage(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto approval = ReadSubject(reader, "approvalId");
  const auto status = reader.Text("status", kWord);
  const auto message = reader.Text("message", kOperatorMessage);
  if (const auto wrong = reader.Finish()) return *wrong;
  return OperatorMessage{*approval, *status, *message};
}

Result<std::vector<PublishedNotices>> ParsePublished(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  std::vector<PublishedNotices> published;
  std::size_t ids = 0;
  const json::Value* people = reader.Array("people", 0, kMaxAsked);
  for (std::size_t i = 0; people != nullptr && i < people->size(); ++i) {
    json::ObjectReader person((*people)[i], "/people/" + std::to_string(i));
    const auto user = person.Id<EmployeeId>("userId");
    auto requested = ReadIds(person, "requested");
    auto settled = ReadIds(person, "settled");
    ids += requested.size() + settled.size();
    reader.Absorb(person);
    if (user) published.push_back({*user, std::move(requested), std::move(settled)});
  }
  if (ids > kMaxAsked) {
    reader.Mistake("people", {"must name at most {} ids", kMaxAsked});
  }
  if (const auto wrong = reader.Finish()) return *wrong;
  return published;
}

std::string PrintMissing(const Inbox::Missing& missing) {
  auto people = json::Value::array();
  for (const auto& [user, requested, settled] : missing.published) {
    people.push_back({{"userId", user.value()}, {"requested", requested}, {"settled", settled}});
  }
  return json::Dump({{"store", missing.store}, {"people", std::move(people)}});
}

Result<Notification> ParseRequested(std::string_view body) {
  auto event = contracts::DecodeNotificationRequested(body);
  if (!event) return event.error();
  // Without a document the subject stands in its place, as an operator's text does.
  Subject about = event->document;
  if (event->document == RequestId()) about = std::move(event->subject);
  return Notification{std::move(event->id),      event->user,
                      std::move(event->type),    std::move(about),
                      std::move(event->status),  std::move(event->title),
                      std::move(event->message), event->at};
}

Result<Settlement> ParseSettled(std::string_view body) {
  auto event = contracts::DecodeNotificationSettled(body);
  if (!event) return event.error();
  return Settlement{std::move(event->id), event->user};
}

}  // namespace erp::notification
