#include "approval-request/app/inbox_reconciler.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "approval-request/domain/history.h"
#include "common/failpoint.h"
#include "common/stop.h"

namespace erp::approval_request {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What inboxes have had is known to them for 31 days; what is older would be published twice.
constexpr std::chrono::hours kReach{29 * 24};
// After a loss people wait: what is younger than usual is compared too.
constexpr milliseconds kHurriedAge{10'000};
constexpr std::chrono::minutes kHurry{5};
// A page takes one part of the time, the rest is for the others' work.
constexpr int kRestParts = 4;
constexpr milliseconds kLongestRest{2000};
// What does not arrive after so many sendings never will: notification refuses it.
constexpr int kMaxSendings = 6;
constexpr milliseconds kLongestTimeout{60'000};

bool Empty(const Inboxes::Missing& missing) { return missing.published.empty(); }

std::set<std::string> IdsOf(const std::vector<PublishedNotices>& published) {
  std::set<std::string> ids;
  for (const auto& person : published) {
    ids.insert(person.requested.begin(), person.requested.end());
    for (const auto& id : person.settled) ids.insert("settled:" + id);
  }
  return ids;
}

metrics::Counter Counter(metrics::Registry& registry, const char* name, const char* help) {
  return registry.GetCounter(name, help);
}

}  // namespace

InboxReconciler::InboxReconciler(Ports ports,
                                 InboxReconcilerOptions options,
                                 metrics::Registry& registry)
    : ports_(ports),
      options_(options),
      losses_(Counter(
          registry, "bus_losses_total", "Logs of the bus that ended before they had ended once")),
      sent_again_(Counter(registry,
                          "notifications_sent_again_total",
                          "Notifications and settlements that no inbox had and were sent again")),
      given_up_(Counter(registry,
                        "notifications_given_up_total",
                        "Of those, what did not arrive however often it was sent")) {}

InboxReconciler::~InboxReconciler() { Stop(); }

void InboxReconciler::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void InboxReconciler::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void InboxReconciler::Loop(const std::stop_token& stop) {
  do {
    try {
      Compare(stop);
    } catch (const std::exception& failure) {
      // Whatever is away: the next turn begins where this one has come.
      if (unavailability_lines_.Allow()) {
        log::Warn("the reconciliation with the inboxes waits", {{"why", failure.what()}});
      }
    }
  } while (SleepUnlessStopped(stop, options_.period));
}

milliseconds InboxReconciler::LeastAge(const Note& note) const {
  return ports_.clock.Now() < note.hurry_until ? std::min(kHurriedAge, options_.least_age)
                                               : options_.least_age;
}

void InboxReconciler::Compare(const std::stop_token& stop) {
  auto note = ports_.notes.Claim(owner_);
  if (!note) return;  // another replica does it
  LookAtBus(*note);
  const Instant oldest = ports_.clock.Now() - kReach;
  const auto store = ports_.inboxes.FindMissing({}).store;
  if (note->store != store) {
    if (!note->store.empty()) {
      log::Warn("the inboxes may have lost something: all documents are compared", {});
    }
    note->store = store;
    note->at = oldest;
  }
  if (note->at < oldest) note->at = oldest;
  if (note->at == oldest) note->id = 0;
  while (!stop.stop_requested()) {
    const auto began = steady_clock::now();
    if (!ComparePage(stop, *note, oldest)) return;
    const auto took = std::chrono::ceil<milliseconds>(steady_clock::now() - began);
    SleepUnlessStopped(stop, std::min(kRestParts * took, kLongestRest));
  }
}

void InboxReconciler::LookAtBus(Note& note) {
  LogEnds now;
  try {
    now = ports_.logs.ReadEnds();
  } catch (const Unavailable& failure) {
    if (unavailability_lines_.Allow()) log::Warn("the bus does not say", {{"why", failure.what()}});
    return;
  }
  const auto shortened = Shortened(note.ends, now);
  if (!shortened.empty()) {
    losses_.Add(static_cast<double>(shortened.size()));
    note.hurry_until = ports_.clock.Now() + kHurry;
    log::Error("the bus has lost what it had acknowledged; what is missing is sent again",
               {{"logs", shortened.size()}, {"first", shortened.front()}});
  }
  if (note.ends == now) return;
  note.ends = std::move(now);
  ports_.notes.Save(owner_, note);
}

bool InboxReconciler::ComparePage(const std::stop_token& stop, Note& note, Instant oldest) {
  ChangesRequest request{.created_before = Instant::max(), .changed_from = note.at};
  request.changed_until = ports_.clock.Now() - LeastAge(note);
  if (note.id > 0) request.after = ListCursor{note.at, RequestId(note.id)};
  const auto page = ports_.documents.Changed(request);
  if (page.documents.empty()) return false;
  const auto published = PublishedFor(page.documents, oldest);
  auto missing = ports_.inboxes.FindMissing(published);
  if (missing.store != note.store) return false;  // the next turn begins at the beginning
  if (!Empty(missing) && !Repair(stop, note, page.documents, std::move(missing.published)))
    return false;
  note.at = page.documents.back().document.updated_at;
  note.id = page.documents.back().document.id.value();
  failpoint::Crash("inboxes.arrived");
  return ports_.notes.Save(owner_, note) && page.next.has_value();
}

std::vector<PublishedNotices> InboxReconciler::PublishedFor(const std::vector<Audited>& documents,
                                                            Instant oldest) const {
  std::map<EmployeeId, PublishedNotices> people;
  const auto of = [&people](EmployeeId user) -> PublishedNotices& {
    PublishedNotices& published = people[user];
    published.user = user;
    return published;
  };
  for (const auto& [document, audit] : documents) {
    try {
      for (const auto& event : NotificationsOf(document, audit)) {
        if (TimeOf(event) < oldest) continue;
        if (const auto* requested = std::get_if<NotificationRequested>(&event)) {
          of(requested->user).requested.push_back(requested->id);
        } else if (const auto* settled = std::get_if<NotificationSettled>(&event)) {
          of(settled->user).settled.push_back(settled->notification_id);
        }
      }
    } catch (const BrokenTrail& broken) {
      log::Error("a document's trail does not fit it",
                 {{"request", document.id.value()}, {"why", broken.what()}});
    }
  }
  std::vector<PublishedNotices> published;
  published.reserve(people.size());
  for (auto& [user, person] : people) published.push_back(std::move(person));
  return published;
}

std::vector<Message> InboxReconciler::MessagesOf(
    const std::vector<Audited>& documents, const std::vector<PublishedNotices>& missing) const {
  const auto wanted = IdsOf(missing);
  std::vector<Message> messages;
  for (const auto& [document, audit] : documents) {
    try {
      for (const auto& event : NotificationsOf(document, audit)) {
        auto message = ports_.encoder.Encode(event);
        if (wanted.contains(message.id)) messages.push_back(std::move(message));
      }
    } catch (const BrokenTrail&) {
      continue;  // said above
    }
  }
  return messages;
}

bool InboxReconciler::Repair(const std::stop_token& stop,
                             const Note& note,
                             const std::vector<Audited>& documents,
                             std::vector<PublishedNotices> missing) {
  failpoint::Crash("inboxes.found");
  milliseconds timeout = options_.timeout;
  for (int sendings = 0;; ++sendings) {
    // What is only late arrives by itself.
    const auto until = Deadline::After(timeout);
    while (!until.Expired()) {
      if (!SleepUnlessStopped(stop, std::min(until.Remaining(), milliseconds(500)))) return false;
      auto left = ports_.inboxes.FindMissing(missing);
      if (left.store != note.store) return false;
      missing = std::move(left.published);
      if (missing.empty()) return true;
      if (!ports_.notes.Save(owner_, note)) return false;  // keeps the lease
    }
    const auto messages = MessagesOf(documents, missing);
    if (sendings == kMaxSendings) {
      given_up_.Add(static_cast<double>(messages.size()));
      log::Error("notifications do not arrive, however often they are sent",
                 {{"count", messages.size()}, {"first", *IdsOf(missing).begin()}});
      return true;
    }
    ports_.redelivery.Deliver(messages);
    failpoint::Crash("inboxes.sent");
    sent_again_.Add(static_cast<double>(messages.size()));
    log::Warn("notifications that no inbox had are sent again",
              {{"count", messages.size()}, {"first", *IdsOf(missing).begin()}});
    timeout = std::min(2 * timeout, kLongestTimeout);
  }
}

}  // namespace erp::approval_request
