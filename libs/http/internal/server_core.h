// What the sessions of one server share. Private to this library.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include <boost/asio/io_context.hpp>

#include "http/internal/answerer.h"
#include "http/internal/large_answers.h"
#include "http/internal/workers.h"
#include "http/server.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::http {

class Session;

struct ServerCore {
  using Clock = std::chrono::steady_clock;

  ServerCore(ServerOptions opts, Router router, metrics::Registry& metrics_registry);

  // Counts and, at most once a second for each reason, logs: "requests", "large", "waited",
  // "connections", "late", "slow", "malformed". Thread-safe.
  void Refused(const std::string& reason);

  const ServerOptions options;
  metrics::Registry& registry;
  const Answerer answerer;
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> upload_bytes{0};  // of streamed bodies that wait for their handlers
  boost::asio::io_context io{1};
  // I/O thread only.
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions;
  std::list<Session*> idle;  // longest idle first
  std::atomic<std::size_t> open{0};
  LargeAnswers large;  // I/O thread only
  LargeAnswers::Ticket last_ticket = 0;
  // After Start(). Who streams a body may be slow, and holds a thread meanwhile: those have threads
  // of their own.
  std::unique_ptr<Workers> workers;
  std::unique_ptr<Workers> upload_workers;
  metrics::Counter cut_answers;  // streamed answers that ended before their end
  // When streams are cut because the server stops. I/O thread only.
  Clock::time_point streams_until = Clock::time_point::max();

 private:
  struct Refusal {
    metrics::Counter count;
    std::unique_ptr<log::Throttle> throttle;
  };
  std::unordered_map<std::string, Refusal> refusals_;  // constant after construction
};

}  // namespace erp::http
