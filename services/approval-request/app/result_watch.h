// Lets a request wait until the result that it caused has been applied by this process.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

// Thread-safe. Bounded: it has a place for `capacity` waiters at once.
class ResultWatch {
 public:
  static constexpr std::size_t kPlaces = 16;

  explicit ResultWatch(std::size_t capacity = kPlaces) : capacity_(capacity) {}

  // A place in the watch; sees every result of its document from its making on, so that one
  // that is applied before its id is known is not missed.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket();

    // Blocks until the result was announced (true) or the deadline has passed (false).
    [[nodiscard]] bool Wait(const std::string& result_id, Deadline deadline);

   private:
    friend class ResultWatch;
    struct Place {
      RequestId document;
      std::vector<std::string> seen;
    };
    Ticket(ResultWatch& watch, std::list<Place>::iterator place) : watch_(&watch), place_(place) {}

    ResultWatch* watch_;
    std::list<Place>::iterator place_;
  };

  // Nothing when every place is taken.
  std::optional<Ticket> Join(RequestId document);

  void Announce(RequestId document, const std::string& result_id);

 private:
  const std::size_t capacity_;
  Mutex mutex_;
  std::condition_variable announced_;
  std::list<Ticket::Place> places_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_request
