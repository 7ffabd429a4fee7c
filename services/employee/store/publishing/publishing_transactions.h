// Transactions that cause messages: what is published is stored with the change that it follows
// from, or neither is.
#pragma once

#include <type_traits>
#include <utility>
#include <vector>

#include "employee/app/publishing/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// The messages of one transaction. Not thread-safe.
class Outgoing {
 public:
  Outgoing(const EventEncoder& encoder, mysql::Session& session)
      : encoder_(encoder), session_(session) {}

  // Stores the message of the event; one statement.
  void Append(const Event& event);
  // Stores the messages of many events with few statements; the sweep sends them, about a second
  // after the commit.
  void AppendMany(const std::vector<Event>& events);
  [[nodiscard]] std::vector<OutgoingMessage> Take() { return std::move(messages_); }

 private:
  const EventEncoder& encoder_;
  mysql::Session& session_;
  std::vector<OutgoingMessage> messages_;
};

// Thread-safe. All that it is given must outlive it.
class PublishingTransactions {
 public:
  PublishingTransactions(mysql::Pool& pool, const EventEncoder& encoder, Publisher& publisher)
      : pool_(pool), encoder_(encoder), publisher_(publisher) {}

  // Like Pool::Transact, of a body that takes (mysql::Session&, Outgoing&): stores what the body
  // appends with its changes, and hands it to the publisher after the commit. When the commit is
  // lost nothing is handed over; what was stored all the same is sent from the store.
  template <typename Body>
  auto Transact(Body&& body, mysql::LostCommit lost_commit = mysql::LostCommit::kReport) {
    std::vector<OutgoingMessage> messages;
    auto outcome = pool_.Transact(
        [&](mysql::Session& session) {
          Outgoing outgoing(encoder_, session);
          auto result = body(session, outgoing);
          messages = outgoing.Take();  // of the last run of the body
          return result;
        },
        lost_commit);
    Committed(std::move(messages));
    return outcome;
  }

 private:
  void Committed(std::vector<OutgoingMessage> messages);

  mysql::Pool& pool_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
};

}  // namespace erp::employee
