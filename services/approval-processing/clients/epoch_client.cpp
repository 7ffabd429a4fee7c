#include "approval-processing/clients/epoch_client.h"

#include <chrono>
#include <string>

#include "approval-processing/clients/open_step_client.h"
#include "approval-processing/clients/source_answers.h"
#include "common/error.h"

namespace erp::approval_processing {
namespace {

constexpr const char* kPath = "/internal/epoch";
constexpr std::chrono::milliseconds kBudget{2000};

EpochRegister::State StateOf(const http::Response& answer, int status) {
  if (answer.status == status) return ReadEpoch(answer.body);
  throw Unavailable("approval-request answered " + std::to_string(answer.status) +
                    " about the epoch");
}

}  // namespace

http::ClientOptions EpochClientOptions(const Config& config) {
  auto options = RequestClientOptions(config);
  options.name = "approval-request-epoch";
  options.connections = 3;
  return options;
}

EpochRegister::State EpochClient::Find(Deadline deadline) {
  return StateOf(client_.Send("GET", kPath, "", {}, deadline), 200);
}

EpochRegister::State EpochClient::Announce() {
  return StateOf(client_.Send("POST", kPath, "", {}, Deadline::After(kBudget)), 201);
}

bool EpochClient::PutInForce(std::int64_t epoch) {
  const auto path = std::string(kPath) + "/" + std::to_string(epoch);
  const auto answer = client_.Send("PUT", path, "", {}, Deadline::After(kBudget));
  if (answer.status == 409) return false;
  return StateOf(answer, 200).in_force == epoch;
}

}  // namespace erp::approval_processing
