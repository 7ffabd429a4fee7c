#include "load/flow.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/id.h"

namespace erp::bench {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kOpenBudget{15};
constexpr std::chrono::milliseconds kLead{200};

// About as long as what people write.
const std::string& Content() {
  static const std::string text = [] {
    std::string made;
    while (made.size() < 600) made += "부하 시험용 문서 본문입니다. ";
    return made;
  }();
  return text;
}

bool IsSuccess(const Answer& answer) { return answer.status >= 200 && answer.status <= 299; }

}  // namespace

Load::Load(const Options& options, People people)
    : options_(options),
      people_(std::move(people)),
      run_(NewUuid()),
      approvals_(io_, options.approvals, options.connections),
      process_(io_, options.process, options.connections),
      tick_(io_),
      drain_(io_) {}

Results Load::Run() {
  OpenSessions();
  Plan();
  running_ = true;
  ArmNext();
  io_.restart();
  io_.run();
  for (const auto& session : sessions_) session->Close();
  for (const Flow& flow : flows_) {
    if (flow.measured && flow.decided && !flow.shown) ++results_.frames_missing;
  }
  results_.connections = approvals_.Connected() + process_.Connected();
  results_.resent = approvals_.Resent() + process_.Resent();
  return results_;
}

void Load::OpenSessions() {
  for (const std::int64_t person : people_.drafters) {
    StompSession::Events events;
    events.ready = [this] {
      if (++ready_ == people_.drafters.size()) io_.stop();
    };
    events.message = [this](const std::string& body) { OnMessage(body); };
    events.lost = [this](const std::string& why) { OnLost(why); };
    sessions_.push_back(
        std::make_shared<StompSession>(io_, options_.sockets, person, std::move(events)));
    sessions_.back()->Open();
  }
  io_.run_for(kOpenBudget);
  if (ready_ < people_.drafters.size()) {
    throw std::runtime_error("WebSocket sessions: " + (opening_failed_.empty()
                                                           ? std::string("no answer in time")
                                                           : opening_failed_));
  }
}

void Load::Plan() {
  const auto start = Clock::now() + kLead;
  const auto measured_from = start + options_.warmup;
  for (const auto offset : MakeSchedule(options_.rate, options_.warmup + options_.seconds,
                                        options_.arrivals, options_.seed)) {
    Flow flow;
    flow.due = start + offset;
    flow.measured = flow.due >= measured_from;
    if (flow.measured) ++results_.documents;
    flows_.push_back(flow);
  }
  if (flows_.empty())
    throw std::runtime_error("the schedule is empty: rate and time are too small");
  drain_.expires_at(flows_.back().due + options_.decide_after + options_.drain);
  drain_.async_wait([this](const boost::system::error_code& error) {
    if (!error) io_.stop();
  });
}

void Load::ArmNext() {
  if (next_ == flows_.size()) return;
  tick_.expires_at(flows_[next_].due);
  tick_.async_wait([this](const boost::system::error_code&) {
    while (next_ < flows_.size() && flows_[next_].due <= Clock::now()) Create(next_++);
    ArmNext();
  });
}

void Load::Create(std::size_t index) {
  const Flow& flow = flows_[index];
  if (flow.measured) results_.create_late.Add(Clock::now() - flow.due);
  const json document{{"requesterId", Drafter(index)},
                      {"title", "부하 시험 " + std::to_string(index)},
                      {"content", Content()},
                      {"steps", {{{"step", 1}, {"approverId", Approver(index)}}}}};
  approvals_.Post("/approvals", document.dump(), Key("create", index),
                  [this, index](const Answer& answer) { OnCreated(index, answer); });
}

void Load::OnCreated(std::size_t index, const Answer& answer) {
  const auto now = Clock::now();
  Flow& flow = flows_[index];
  const json body = json::parse(answer.body, nullptr, false);
  const bool named =
      body.is_object() && body.contains("requestId") && body["requestId"].is_number_integer();
  if (!IsSuccess(answer) || !named) return Fail(index, "create", answer);
  if (flow.measured) {
    results_.create_ack.Add(now - flow.due);
    ++results_.answers["create " + std::to_string(answer.status)];
  }
  PlanDecision(index, body["requestId"].get<std::int64_t>());
}

void Load::PlanDecision(std::size_t index, std::int64_t request_id) {
  Flow& flow = flows_[index];
  by_request_[request_id] = index;
  // Nobody can decide what is not there yet: a late create moves its decision, and is counted.
  const auto planned = flow.due + options_.decide_after;
  const auto now = Clock::now();
  flow.decide_due = std::max(planned, now);
  if (now > planned && flow.measured) ++results_.decides_held;
  const auto timer = std::make_shared<boost::asio::steady_timer>(io_, flow.decide_due);
  timer->async_wait([this, index, request_id, timer](const boost::system::error_code&) {
    Decide(index, request_id);
  });
}

void Load::Decide(std::size_t index, std::int64_t request_id) {
  const Flow& flow = flows_[index];
  if (flow.measured) results_.decide_late.Add(Clock::now() - flow.decide_due);
  process_.Post("/process/" + std::to_string(Approver(index)) + "/" + std::to_string(request_id),
                R"({"status":"approved"})", Key("decide", index),
                [this, index](const Answer& answer) { OnDecided(index, answer); });
}

void Load::OnDecided(std::size_t index, const Answer& answer) {
  const auto now = Clock::now();
  Flow& flow = flows_[index];
  if (!IsSuccess(answer)) return Fail(index, "decide", answer);
  flow.decided = true;
  if (flow.measured) {
    results_.decide_ack.Add(now - flow.decide_due);
    ++results_.answers["decide " + std::to_string(answer.status)];
  }
  CheckComplete(index);
}

void Load::OnMessage(const std::string& body) {
  const auto now = Clock::now();
  const json message = json::parse(body, nullptr, false);
  if (!message.is_object() || message.value("status", json()) != json("approved")) return;
  const json id = message.value("approvalId", json());
  const auto found =
      id.is_number_integer() ? by_request_.find(id.get<std::int64_t>()) : by_request_.end();
  if (found == by_request_.end()) return;
  Flow& flow = flows_[found->second];
  if (flow.shown) return;
  flow.shown = true;
  if (flow.measured) results_.frame.Add(now - flow.decide_due);
  CheckComplete(found->second);
}

void Load::OnLost(const std::string& why) {
  if (!running_) {
    if (opening_failed_.empty()) opening_failed_ = why;
    io_.stop();
    return;
  }
  ++results_.sessions_lost;
  if (results_.first_problem.empty()) results_.first_problem = "session lost: " + why;
}

void Load::Fail(std::size_t index, const std::string& step, const Answer& answer) {
  const std::string what =
      answer.status == 0 ? "no answer (" + answer.error + ")" : std::to_string(answer.status);
  if (results_.first_problem.empty()) {
    results_.first_problem = step + " " + what + ": " + answer.body.substr(0, 300);
  }
  if (flows_[index].measured) {
    ++results_.errors[step + " " + what];
  } else {
    ++results_.warmup_failures;
  }
  End(index);
}

void Load::CheckComplete(std::size_t index) {
  const Flow& flow = flows_[index];
  if (!flow.decided || !flow.shown) return;
  if (flow.measured) ++results_.completed;
  End(index);
}

void Load::End(std::size_t index) {
  if (std::exchange(flows_[index].over, true)) return;
  if (++over_ == flows_.size()) io_.stop();
}

std::int64_t Load::Drafter(std::size_t index) const {
  return people_.drafters[index % people_.drafters.size()];
}

std::int64_t Load::Approver(std::size_t index) const {
  // Turned by one each round, so that the same two do not always meet.
  return people_.approvers[(index + index / people_.drafters.size()) % people_.approvers.size()];
}

std::string Load::Key(const char* step, std::size_t index) const {
  return run_ + "-" + step + "-" + std::to_string(index);
}

}  // namespace erp::bench
