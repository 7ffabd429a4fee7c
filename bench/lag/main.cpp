// group_lag: how many records each consumer group of the product has left, asked from outside.
// Prints one line of JSON for every line that it reads, so that a script asks as often as it
// likes over connections that stay open; ends with its input.
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/error.h"
#include "kafka/group_progress.h"

namespace {

constexpr std::chrono::seconds kBudget{5};

struct Reader {
  std::string topic;
  std::unique_ptr<erp::kafka::GroupProgress> progress;
};

// Who asks is said by the environment, which nobody else reads.
erp::Brokers BrokersAt(const std::string& addresses) {
  erp::Brokers brokers(addresses);
  const char* user = std::getenv("KAFKA_USER");
  const char* password = std::getenv("KAFKA_PASSWORD");
  if (user != nullptr && password != nullptr) {
    brokers.user = user;
    brokers.password = password;
  }
  return brokers;
}

std::vector<Reader> Readers(const erp::Brokers& brokers, const std::string& prefix) {
  std::vector<Reader> readers;
  for (const auto& [topic, group] : {std::pair("approval-requests", "approval-processing-group"),
                                     std::pair("approval-results", "approval-request-group"),
                                     std::pair("approval-notifications", "notification-group")}) {
    readers.push_back({topic, std::make_unique<erp::kafka::GroupProgress>(brokers, prefix + group,
                                                                          prefix + topic)});
  }
  return readers;
}

// {"approval-requests": 3, …}; null for one that no broker answers for.
std::string Line(const std::vector<Reader>& readers) {
  std::string line = "{";
  for (const auto& reader : readers) {
    std::string lag = "null";
    try {
      lag = std::to_string(reader.progress->Lag(erp::Deadline::After(kBudget)));
    } catch (const erp::Unavailable& away) {
      std::cerr << "group_lag: " << reader.topic << ": " << away.what() << '\n';
    }
    line.append(line.size() > 1 ? ", " : "").append("\"" + reader.topic + "\": ").append(lag);
  }
  return line + "}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3 || std::string(argv[1]) == "--help") {
    std::cerr << "usage: group_lag BROKERS [TOPIC_PREFIX]; a line in, a line of JSON out\n";
    return 2;
  }
  try {
    const auto readers = Readers(BrokersAt(argv[1]), argc == 3 ? argv[2] : "");
    for (std::string ask; std::getline(std::cin, ask);) std::cout << Line(readers) << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "group_lag: " << error.what() << '\n';
    return 1;
  }
}
