// Keeps the inboxes equal to what the documents say was published. The bus may lose what it has
// acknowledged (it does not sync each record to its disk), and the outbox has forgotten it by then;
// so every document is compared once, some time after its last change: the ids of its notifications
// are made again from its audit trail, notification is asked which of them no inbox has, and those
// are sent again, with the same ids and bytes. The place is noted only behind what has arrived.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "approval-request/app/ports.h"
#include "common/clock.h"
#include "common/id.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::approval_request {

struct InboxReconcilerOptions {
  std::chrono::milliseconds period{5000};  // between looks
  // A document that changed later is not compared yet: what it says is on its way. More than the
  // clocks of replicas differ.
  std::chrono::milliseconds least_age{120'000};
  std::chrono::milliseconds timeout{5000};  // until what is missing is sent, and sent again
};

// Thread-safe. One thread; of all replicas one works, by a lease. The ports must outlive it.
class InboxReconciler {
 public:
  struct Ports {
    Documents& documents;
    const EventEncoder& encoder;
    Redelivery& redelivery;
    Inboxes& inboxes;
    ReconciliationNotes& notes;
    BusLogs& logs;
    const Clock& clock;
  };

  InboxReconciler(Ports ports, InboxReconcilerOptions options, metrics::Registry& registry);
  // Stops.
  ~InboxReconciler();
  InboxReconciler(const InboxReconciler&) = delete;
  InboxReconciler& operator=(const InboxReconciler&) = delete;

  void Start();
  void Stop();

  // One turn: everything that is old enough. Blocks as the ports do and throws as they do; what
  // is done by then is noted. For tests, and for the thread.
  void Compare(const std::stop_token& stop);

 private:
  using Note = ReconciliationNotes::Note;

  void Loop(const std::stop_token& stop);
  // Looks whether the bus has lost something, and notes where it ends now.
  void LookAtBus(Note& note);
  // False: the lease is lost, or there is nothing more to compare now.
  bool ComparePage(const std::stop_token& stop, Note& note, Instant oldest);
  // False when it was asked to stop, or the lease is lost.
  bool Repair(const std::stop_token& stop,
              const Note& note,
              const std::vector<Audited>& documents,
              std::vector<PublishedNotices> missing);
  [[nodiscard]] std::vector<PublishedNotices> PublishedFor(const std::vector<Audited>& documents,
                                                           Instant oldest) const;
  [[nodiscard]] std::vector<Message> MessagesOf(const std::vector<Audited>& documents,
                                                const std::vector<PublishedNotices>& missing) const;
  [[nodiscard]] std::chrono::milliseconds LeastAge(const Note& note) const;

  const Ports ports_;
  const InboxReconcilerOptions options_;
  const std::string owner_ = NewUuid();
  const metrics::Counter losses_;
  const metrics::Counter sent_again_;
  const metrics::Counter given_up_;
  log::Throttle unavailability_lines_{std::chrono::seconds(10)};
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::approval_request
