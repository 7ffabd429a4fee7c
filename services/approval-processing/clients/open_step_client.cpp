#include "approval-processing/clients/open_step_client.h"

#include <stdexcept>
#include <utility>

#include "common/error.h"

namespace erp::approval_processing {

http::ClientOptions RequestClientOptions(const Config& config) {
  http::ClientOptions options;
  options.name = "approval-request";
  options.base_url = config.request_url;
  return options;
}

OpenStepClient::OpenStepClient(http::Client& client, Decode decode)
    : client_(client), decode_(std::move(decode)) {}

std::optional<OpenedStep> OpenStepClient::Find(RequestId request, Deadline deadline) {
  const auto answer =
      client_.Send("GET", "/internal/open-steps/" + request.str(), "", {}, deadline);
  if (answer.status == 404) return std::nullopt;
  if (answer.status != 200) {
    throw Unavailable("approval-request answered " + std::to_string(answer.status));
  }
  auto opened = decode_(answer.body);
  if (!opened) {
    throw std::runtime_error("approval-request's open step cannot be read: " +
                             opened.error().message);
  }
  return std::move(*opened);
}

}  // namespace erp::approval_processing
