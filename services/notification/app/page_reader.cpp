#include "notification/app/page_reader.h"

#include <exception>
#include <utility>

#include "observe/log.h"

namespace erp::notification {

PageReader::PageReader(Inbox& inbox, Executor& executor, std::size_t threads)
    : inbox_(inbox), executor_(executor), capacity_(4 * threads), requests_(capacity_) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { Run(stop); });
  }
}

PageReader::~PageReader() { Stop(); }

void PageReader::Stop() {
  for (auto& thread : threads_) thread.request_stop();
  requests_.Close();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void PageReader::Run(const std::stop_token& stop) {
  log::Throttle throttle(std::chrono::seconds(1));
  while (auto request = requests_.Pop()) {
    if (stop.stop_requested()) continue;
    std::optional<Page> page;
    try {
      page = inbox_.After(request->user, request->from, request->limit);
    } catch (const std::exception& error) {
      if (throttle.Allow()) log::Warn("an inbox cannot be read", {{"why", error.what()}});
    }
    executor_.Post([done = std::move(request->done), page = std::move(page)]() mutable {
      done(std::move(page));
    });
  }
}

}  // namespace erp::notification
