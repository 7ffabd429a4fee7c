#include "approval-processing/clients/open_step_client.h"

#include <utility>

#include "approval-processing/clients/source_answers.h"
#include "common/error.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kQuestion{1000};
constexpr milliseconds kPage{2000};
// Questions that may be open at once: as many as there are connections and as many again that
// wait for one. More of them would only time out, and keep approval-request from catching up.
constexpr std::size_t kConnections = 16;
constexpr std::size_t kMaxQuestions = 32;

std::string StepPath(RequestId document) { return "/internal/open-steps/" + document.str(); }

std::string PagePath(const char* view, std::optional<RequestId> after, std::size_t limit) {
  return std::string("/internal/open-steps?view=") + view + "&limit=" + std::to_string(limit) +
         (after ? "&after=" + after->str() : "");
}

// Counts a lookup while it is open.
class Turn {
 public:
  explicit Turn(std::atomic<std::size_t>& open) : open_(open), place_(++open) {}
  ~Turn() { --open_; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool TooMany() const { return place_ > kMaxQuestions; }

 private:
  std::atomic<std::size_t>& open_;
  const std::size_t place_;
};

}  // namespace

http::ClientOptions RequestClientOptions(const Config& config) {
  http::ClientOptions options;
  options.name = "approval-request";
  options.base_url = config.request_url;
  options.connections = kConnections;
  // These calls have 50 ms: some late ones in a row are a busy moment, not a frozen peer.
  options.late_calls = kConnections;
  options.authorization = config.ServiceAuthorization();
  return options;
}

http::ClientOptions RegisterClientOptions(const Config& config) {
  auto options = RequestClientOptions(config);
  options.name = "approval-request-register";
  options.connections = 2;
  return options;
}

OpenStepClient::OpenStepClient(http::Client& client, DecodeStep decode, metrics::Registry& registry)
    : client_(client),
      decode_(std::move(decode)),
      refused_(registry.GetCounter("open_step_questions_refused_total",
                                   "Questions to approval-request that were not asked because "
                                   "too many were open")) {}

SourceState OpenStepClient::Find(RequestId document, Deadline deadline) {
  const Turn turn(open_);
  if (turn.TooMany()) {
    refused_.Add();
    throw Unavailable("too many questions to approval-request are open");
  }
  return ReadState(client_.Send("GET", StepPath(document), "", {}, deadline), document, decode_);
}

OpenStepRegisterClient::OpenStepRegisterClient(http::Client& client, DecodeStep decode)
    : client_(client), decode_(std::move(decode)) {}

std::string OpenStepRegisterClient::Ask(const std::string& path, milliseconds budget) const {
  auto answer = client_.Send("GET", path, "", {}, Deadline::After(budget));
  if (answer.status == 200) return std::move(answer.body);
  throw Unavailable("approval-request answered " + std::to_string(answer.status) + " to " + path);
}

OpenStepRegister::Keys OpenStepRegisterClient::ListKeys(std::optional<RequestId> after,
                                                        std::size_t limit,
                                                        milliseconds least_age) {
  const auto path =
      PagePath("keys", after, limit) + "&minAgeMs=" + std::to_string(least_age.count());
  return ReadKeys(Ask(path, kPage));
}

std::vector<OpenedStep> OpenStepRegisterClient::ListSteps(std::optional<RequestId> after,
                                                          std::size_t limit) {
  return ReadSteps(Ask(PagePath("full", after, limit), kPage), decode_);
}

SourceState OpenStepRegisterClient::Find(RequestId document) {
  return ReadState(client_.Send("GET", StepPath(document), "", {}, Deadline::After(kQuestion)),
                   document, decode_);
}

std::int64_t OpenStepRegisterClient::ResultsLag() {
  return ReadLag(Ask("/internal/results-lag", kQuestion));
}

}  // namespace erp::approval_processing
