#include "load/flow.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/id.h"
#include "load/document.h"

namespace erp::bench {
namespace {

constexpr std::chrono::seconds kOpenBudget{15};
constexpr std::chrono::milliseconds kLead{200};
constexpr std::chrono::milliseconds kRepeatPause{100};
constexpr std::chrono::seconds kInFlightStep{1};

std::string Outcome(const Answer& answer) {
  return answer.status == 0 ? "no answer (" + answer.error + ")" : std::to_string(answer.status);
}

}  // namespace

Load::Load(const Options& options, People people)
    : options_(options),
      people_(std::move(people)),
      run_(NewUuid()),
      approvals_(io_, options.approvals, options.connections),
      process_(io_, options.process, options.connections),
      tick_(io_),
      drain_(io_),
      sessions_(people_.drafters.size()),
      places_(people_.drafters.size()) {}

Results Load::Run(const std::function<void(const Window&)>& planned) {
  OpenSessions();
  Plan();
  planned(window_);
  running_ = true;
  ArmNext();
  io_.restart();
  io_.run();
  for (const auto& session : sessions_) session->Close();
  Summarise();
  return results_;
}

std::vector<Course> Load::Courses() const {
  std::vector<Course> courses;
  for (const Flow& flow : flows_) courses.push_back(flow.course);
  return courses;
}

void Load::OpenSessions() {
  for (std::size_t drafter = 0; drafter < people_.drafters.size(); ++drafter) OpenSession(drafter);
  io_.run_for(kOpenBudget);
  if (ready_ < people_.drafters.size()) {
    throw std::runtime_error("WebSocket sessions: " + (opening_failed_.empty()
                                                           ? std::string("no answer in time")
                                                           : opening_failed_));
  }
}

void Load::OpenSession(std::size_t drafter) {
  StompSession::Events events;
  events.ready = [this] {
    if (++ready_ == people_.drafters.size() && !running_) io_.stop();
  };
  events.message = [this, drafter](const std::string& body) { OnMessage(drafter, body); };
  events.lost = [this, drafter](const std::string& why) { OnLost(drafter, why); };
  sessions_[drafter] = std::make_shared<StompSession>(
      io_, options_.sockets, options_.origin, people_.drafters[drafter],
      TokenOf(options_, people_.drafters[drafter]), places_[drafter], std::move(events));
  sessions_[drafter]->Open();
}

void Load::Plan() {
  const auto start = Clock::now() + kLead;
  window_ = {start + options_.warmup, start + options_.warmup + options_.seconds};
  for (const auto offset : MakeSchedule(options_.rate, options_.warmup + options_.seconds,
                                        options_.arrivals, options_.seed)) {
    Flow flow;
    flow.course.due = start + offset;
    flow.measured = flow.course.due >= window_.from;
    if (flow.measured) ++results_.documents;
    flows_.push_back(flow);
  }
  if (flows_.empty())
    throw std::runtime_error("the schedule is empty: rate and time are too small");
  give_up_ = flows_.back().course.due + options_.decide_after + options_.drain;
  drain_.expires_at(give_up_);
  drain_.async_wait([this](const boost::system::error_code& error) {
    if (!error) io_.stop();
  });
}

void Load::Summarise() {
  std::vector<Span> spans;
  for (const Flow& flow : flows_) {
    if (flow.measured && flow.decided() && !flow.shown()) ++results_.frames_missing;
    spans.push_back({flow.course.due, flow.course.shown});
  }
  results_.in_flight = InFlight(spans, window_.from, window_.to, kInFlightStep);
  results_.growth_per_second = GrowthPerSecond(results_.in_flight, kInFlightStep);
  results_.connections = approvals_.Connected() + process_.Connected();
  results_.resent = approvals_.Resent() + process_.Resent();
}

void Load::ArmNext() {
  if (next_ == flows_.size()) return;
  tick_.expires_at(flows_[next_].course.due);
  tick_.async_wait([this](const boost::system::error_code&) {
    while (next_ < flows_.size() && flows_[next_].course.due <= Clock::now()) {
      const Flow& flow = flows_[next_];
      if (flow.measured) results_.create_late.Add(Clock::now() - flow.course.due);
      Create(next_++);
    }
    ArmNext();
  });
}

void Load::Create(std::size_t index) {
  approvals_.Post("/approvals", DocumentBody(options_, Drafter(index), Approver(index), index),
                  Key("create", index), TokenOf(options_, Drafter(index)),
                  [this, index](const Answer& answer) { OnCreated(index, answer); });
}

void Load::OnCreated(std::size_t index, const Answer& answer) {
  const auto now = Clock::now();
  Flow& flow = flows_[index];
  const auto id = CreatedId(answer);
  if (!id) {
    if (Repeats("create", answer, [this, index] { Create(index); })) return;
    return Fail(index, "create", answer);
  }
  flow.course.created = now;
  if (flow.measured) {
    results_.create_ack.Add(now - flow.course.due);
    ++results_.answers["create " + std::to_string(answer.status)];
  }
  PlanDecision(index, *id);
}

void Load::PlanDecision(std::size_t index, std::int64_t request_id) {
  Flow& flow = flows_[index];
  by_request_[request_id] = index;
  // Nobody can decide what is not there yet: a late create moves its decision, and is counted.
  const auto planned = flow.course.due + options_.decide_after;
  const auto now = Clock::now();
  flow.decide_due = std::max(planned, now);
  if (now > planned && flow.measured) ++results_.decides_held;
  After(flow.decide_due, [this, index, request_id] {
    const Flow& due = flows_[index];
    if (due.measured) results_.decide_late.Add(Clock::now() - due.decide_due);
    Decide(index, request_id);
  });
}

void Load::Decide(std::size_t index, std::int64_t request_id) {
  process_.Post("/process/" + std::to_string(Approver(index)) + "/" + std::to_string(request_id),
                R"({"status":"approved"})", Key("decide", index),
                TokenOf(options_, Approver(index)),
                [this, index, request_id](const Answer& answer) {
                  const auto again = [this, index, request_id] { Decide(index, request_id); };
                  if (IsSuccess(answer) || !Repeats("decide", answer, again)) {
                    OnDecided(index, answer);
                  }
                });
}

void Load::OnDecided(std::size_t index, const Answer& answer) {
  Flow& flow = flows_[index];
  if (!IsSuccess(answer)) return Fail(index, "decide", answer);
  flow.course.decided = Clock::now();
  if (flow.measured) {
    results_.decide_ack.Add(flow.course.decided - flow.decide_due);
    ++results_.answers["decide " + std::to_string(answer.status)];
  }
  CheckComplete(index);
}

void Load::OnMessage(std::size_t drafter, const std::string& body) {
  const auto now = Clock::now();
  const auto notice = ReadNotice(body);
  if (!notice) return;
  if (!notice->place.empty()) places_[drafter] = notice->place;
  if (notice->status != "approved") return;
  const auto found = by_request_.find(notice->document);
  if (found == by_request_.end()) return;
  Flow& flow = flows_[found->second];
  if (flow.shown()) return;
  flow.course.shown = now;
  if (flow.measured) results_.frame.Add(now - flow.decide_due);
  CheckComplete(found->second);
}

void Load::OnLost(std::size_t drafter, const std::string& why) {
  if (!running_) {
    if (opening_failed_.empty()) opening_failed_ = why;
    io_.stop();
    return;
  }
  ++results_.sessions_lost;
  if (results_.first_problem.empty()) results_.first_problem = "session lost: " + why;
  if (options_.on_failure == OnFailure::kRepeat) {
    After(Clock::now() + kRepeatPause, [this, drafter] { OpenSession(drafter); });
  }
}

bool Load::Repeats(const char* step, const Answer& answer, std::function<void()> again) {
  const auto at = Clock::now() + kRepeatPause;
  if (options_.on_failure == OnFailure::kEnd || !IsTransient(answer) || at >= give_up_) {
    return false;
  }
  ++results_.repeats[step + (" " + Outcome(answer))];
  After(at, std::move(again));
  return true;
}

void Load::After(Moment moment, std::function<void()> work) {
  const auto timer = std::make_shared<boost::asio::steady_timer>(io_, moment);
  timer->async_wait([timer, work = std::move(work)](const boost::system::error_code&) { work(); });
}

void Load::Fail(std::size_t index, const std::string& step, const Answer& answer) {
  const std::string what = Outcome(answer);
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
  if (!flow.decided() || !flow.shown()) return;
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
