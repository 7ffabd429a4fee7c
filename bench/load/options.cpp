#include "load/options.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <utility>

namespace erp::bench {
namespace {

template <typename Number>
bool Read(const std::string& text, Number* field, Number least) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least) return false;
  *field = value;
  return true;
}

template <typename Duration>
bool ReadTime(const std::string& text, Duration* field, int least) {
  int value = 0;
  if (!Read(text, &value, least)) return false;
  *field = Duration(value);
  return true;
}

bool ReadTarget(const std::string& text, Target* field) {
  const auto target = ParseUrl(text);
  if (target) *field = *target;
  return target.has_value();
}

bool ReadGateway(const std::string& text, Options* options) {
  auto target = ParseUrl(text);
  if (!target) return false;
  options->sockets = *target;
  target->prefix = "/api";
  options->employees = options->approvals = options->process = *target;
  return true;
}

// One of two words.
template <typename Choice>
bool ReadChoice(const std::string& text,
                const std::pair<const char*, Choice>& one,
                const std::pair<const char*, Choice>& other,
                Choice* field) {
  if (text != one.first && text != other.first) return false;
  *field = text == one.first ? one.second : other.second;
  return true;
}

bool ReadLeaveDays(const std::string& text, double* field) {
  double days = 0;
  if (!Read(text, &days, 0.125) || days > 366 || days * 8 != std::trunc(days * 8)) return false;
  *field = days;
  return true;
}

// Each line "PERSON TOKEN".
bool ReadTokens(const std::string& path, std::map<std::int64_t, std::string>* field) {
  std::ifstream in(path);
  std::int64_t person = 0;
  std::string token;
  while (in >> person >> token) (*field)[person] = token;
  return in.eof() && !field->empty();
}

bool ReadText(const std::string& text, std::string* field) {
  *field = text;
  return !text.empty();
}

}  // namespace

std::optional<Target> ParseUrl(const std::string& url) {
  const std::string scheme = "http://";
  if (url.rfind(scheme, 0) != 0) return std::nullopt;
  std::string rest = url.substr(scheme.size());
  if (!rest.empty() && rest.back() == '/') rest.pop_back();
  if (rest.empty() || rest.find('/') != std::string::npos) return std::nullopt;
  const auto colon = rest.rfind(':');
  if (colon == std::string::npos) return Target{rest, "80", ""};
  if (colon == 0 || colon + 1 == rest.size()) return std::nullopt;
  return Target{rest.substr(0, colon), rest.substr(colon + 1), ""};
}

std::string TokenOf(const Options& options, std::int64_t person) {
  const auto found = options.tokens.find(person);
  return found == options.tokens.end() ? "" : found->second;
}

std::string Usage() {
  return R"(approval_load: open-loop load on the approval flow, as users would bring it.

A document is created at each moment of a schedule that is fixed beforehand; its approver decides
a fixed time later; the drafter's WebSocket shows the result. Every time is counted from the
moment at which the request was due, not from when it was sent.

  --url http://host:port        the gateway; or each service by itself:
  --employee-url --approval-url --process-url --socket-url   http://host:port
  --origin URL      the page that opens the WebSockets (where they are)
  --rate N          documents per second (50)
  --seconds N       measured time (20)         --warmup N    before it, not measured (5)
  --drain N         wait for the last frames (10)
  --decide-after N  ms from a document's due time to its decision (100)
  --arrivals poisson|uniform (poisson)         --seed N (1)
  --type general|leave          leave: annual leave of --leave-days N (1) each; the drafters are
                    given what they need beforehand
  --on-failure end|repeat       repeat: what is not served while something is away goes out again
                    with the same key every 100 ms, lost sessions are opened again (end)
  --drafters N --approvers N    people who take part (100 and 20), created when missing
  --tokens FILE     lines of "PERSON TOKEN": those people take part, each with their access token, and
                    PERSON 0 prepares; without it nobody signs in (AUTH_MODE=dev)
  --connections N   HTTP connections at most, per service (512)
  --json FILE       writes the results there too
  --timeline FILE   writes when each document was due, created, decided and shown

Exit: 0 all flows complete, 1 some failed or are missing, 2 could not run.
)";
}

ParsedOptions ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  const std::map<std::string, std::function<bool(const std::string&)>> readers{
      {"--url", [&](const auto& text) { return ReadGateway(text, &options); }},
      {"--employee-url", [&](const auto& text) { return ReadTarget(text, &options.employees); }},
      {"--approval-url", [&](const auto& text) { return ReadTarget(text, &options.approvals); }},
      {"--process-url", [&](const auto& text) { return ReadTarget(text, &options.process); }},
      {"--socket-url", [&](const auto& text) { return ReadTarget(text, &options.sockets); }},
      {"--origin", [&](const auto& text) { return ReadText(text, &options.origin); }},
      {"--rate", [&](const auto& text) { return Read(text, &options.rate, 0.001); }},
      {"--seconds", [&](const auto& text) { return ReadTime(text, &options.seconds, 1); }},
      {"--warmup", [&](const auto& text) { return ReadTime(text, &options.warmup, 0); }},
      {"--drain", [&](const auto& text) { return ReadTime(text, &options.drain, 0); }},
      {"--decide-after",
       [&](const auto& text) { return ReadTime(text, &options.decide_after, 0); }},
      {"--arrivals",
       [&](const auto& text) {
         return ReadChoice<Arrivals>(text, {"poisson", Arrivals::kPoisson},
                                     {"uniform", Arrivals::kUniform}, &options.arrivals);
       }},
      {"--type",
       [&](const auto& text) {
         return ReadChoice<DocumentType>(text, {"general", DocumentType::kGeneral},
                                         {"leave", DocumentType::kLeave}, &options.type);
       }},
      {"--leave-days", [&](const auto& text) { return ReadLeaveDays(text, &options.leave_days); }},
      {"--on-failure",
       [&](const auto& text) {
         return ReadChoice<OnFailure>(text, {"end", OnFailure::kEnd},
                                      {"repeat", OnFailure::kRepeat}, &options.on_failure);
       }},
      {"--seed", [&](const auto& text) { return Read<std::uint64_t>(text, &options.seed, 0); }},
      {"--drafters",
       [&](const auto& text) { return Read<std::size_t>(text, &options.drafters, 1); }},
      {"--approvers",
       [&](const auto& text) { return Read<std::size_t>(text, &options.approvers, 1); }},
      {"--connections",
       [&](const auto& text) { return Read<std::size_t>(text, &options.connections, 1); }},
      {"--tokens", [&](const auto& text) { return ReadTokens(text, &options.tokens); }},
      {"--json", [&](const auto& text) { return ReadText(text, &options.json); }},
      {"--timeline", [&](const auto& text) { return ReadText(text, &options.timeline); }},
  };
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto reader = readers.find(arguments[i]);
    if (reader == readers.end()) return {std::nullopt, "unknown option " + arguments[i]};
    if (i + 1 == arguments.size()) return {std::nullopt, arguments[i] + " wants a value"};
    if (!reader->second(arguments[i + 1])) {
      return {std::nullopt, arguments[i] + ": not possible: " + arguments[i + 1]};
    }
  }
  for (const auto* target :
       {&options.employees, &options.approvals, &options.process, &options.sockets}) {
    if (target->host.empty()) return {std::nullopt, "--url, or all four service URLs, are needed"};
  }
  return {options, ""};
}

}  // namespace erp::bench
