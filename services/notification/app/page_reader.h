// Reads pages of inboxes on a few threads of its own, so that the thread of the live sessions
// never waits for the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "common/bounded_queue.h"
#include "notification/app/ports.h"

namespace erp::notification {

// Thread-safe.
class PageReader {
 public:
  struct Request {
    EmployeeId user;
    std::optional<Cursor> from;
    std::int64_t limit = 0;
    // On the executor. Nothing: the store does not answer.
    std::function<void(std::optional<Page>)> done;
  };

  PageReader(Inbox& inbox, Executor& executor, std::size_t threads);
  // Stops.
  ~PageReader();
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  // False when capacity() requests wait already.
  [[nodiscard]] bool Submit(Request&& request) { return requests_.TryPush(std::move(request)); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  // Finishes the running readings and drops the rest.
  void Stop();

 private:
  void Run(const std::stop_token& stop);

  Inbox& inbox_;
  Executor& executor_;
  const std::size_t capacity_;
  BoundedQueue<Request> requests_;
  std::vector<std::jthread> threads_;  // last: stops first
};

}  // namespace erp::notification
