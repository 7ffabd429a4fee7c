#include "approval-request/app/hand_over.h"

#include <algorithm>
#include <utility>

#include "approval-request/domain/handover.h"
#include "common/failpoint.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

constexpr std::size_t kPeopleAtOnce = 200;
constexpr int kPage = 100;

void Note(const Document& document, const char* as, int step, Waiting& waiting) {
  if (waiting.first.size() == HandOver::kShown) return;
  waiting.first.push_back({document.id, document.texts.title, document.requester.id, as, step});
}

}  // namespace

Waiting HandOver::WaitingFor(EmployeeId person) {
  Waiting waiting;
  std::optional<RequestId> after;
  for (int seen = 0;;) {
    const auto page = needs_.work.OnLineOf({person}, after, kPage);
    for (const auto& document : page) {
      for (const Step* step : UndecidedSteps(document)) {
        if (step->approver.id != person) continue;
        const bool open = step->number == document.open_step;
        ++(open ? waiting.open : waiting.later);
        Note(document, open ? "open" : "later", step->number, waiting);
      }
    }
    seen += static_cast<int>(page.size());
    if (page.size() < static_cast<std::size_t>(kPage)) break;
    after = page.back().id;
    waiting.more = seen >= kCounted;
    if (waiting.more) break;
  }
  waiting.drafted = needs_.work.CountOf(person);
  if (waiting.drafted > 0) {
    for (const auto& document : needs_.work.Of(person, static_cast<int>(kShown))) {
      Note(document, "drafter", 0, waiting);
    }
  }
  return waiting;
}

void HandOver::Run(const std::vector<EmployeeId>& people, const std::function<bool()>& go_on) {
  for (std::size_t i = 0; i < people.size(); i += kPeopleAtOnce) {
    const auto begin = people.begin() + static_cast<std::ptrdiff_t>(i);
    const std::vector<EmployeeId> some(
        begin, begin + static_cast<std::ptrdiff_t>(std::min(kPeopleAtOnce, people.size() - i)));
    std::optional<RequestId> after;
    for (bool more = true; more;) {
      const auto page = needs_.work.OnLineOf(some, after, kPage);
      for (const auto& document : page) {
        if (!go_on()) return;
        One(document);
        after = document.id;
      }
      more = page.size() == static_cast<std::size_t>(kPage);
    }
  }
}

void HandOver::One(const Document& seen) {
  bool open = false;
  bool later = false;
  for (const Step* step : UndecidedSteps(seen)) {
    if (!needs_.leavers.Has(step->approver.id)) continue;
    (step->number == seen.open_step ? open : later) = true;
  }
  try {
    if (later) HandOverLater(seen.id);
    if (open) MoveOpen(seen);
  } catch (const Unavailable& failure) {
    log::Warn("what waits for a leaver waits on",
              {{"request_id", seen.id.value()}, {"why", failure.what()}});
  }
}

void HandOver::HandOverLater(RequestId id) {
  Store(id, [this](const Document& document) {
    return HandOverWaiting(
        document,
        [&](const Step& step) -> std::optional<PersonSnapshot> {
          if (!needs_.leavers.Has(step.approver.id)) return std::nullopt;
          return needs_.stand_ins.For(step.approver.id, document.requester.id);
        },
        needs_.clock.Now());
  });
}

void HandOver::MoveOpen(const Document& document) {
  const Step& open = *OpenStep(document);
  const auto to = needs_.stand_ins.For(open.approver.id, document.requester.id);
  if (!to) {
    Store(document.id, [&](const Document& now) -> std::optional<Transition> {
      const Step* still = OpenStep(now);
      const bool same = still != nullptr && still->number == open.number &&
                        still->attempt == open.attempt && !still->vacant;
      return same ? std::optional(MarkVacant(now, needs_.clock.Now())) : std::nullopt;
    });
    return;
  }
  const auto moved = needs_.mover.Move({.document = document.id,
                                        .round = PresentRound(document).number,
                                        .step = open.number,
                                        .attempt = open.attempt,
                                        .from = open.approver.id,
                                        .to = *to});
  failpoint::Crash("handover.moved");
  if (!moved) {
    // Decided, recalled or moved meanwhile; what is then shows at the next look.
    log::Info("task not moved", {{"request_id", document.id.value()}, {"why", moved.error().slug}});
  }
}

void HandOver::Store(RequestId id,
                     const std::function<std::optional<Transition>(const Document&)>& change) {
  using Change = std::optional<Documents::Change>;
  auto stored = needs_.documents.Update(id, [&](const Document& document) -> Result<Change> {
    auto transition = change(document);
    if (!transition) return Change();
    auto messages = EncodeAll(needs_.encoder, transition->events);
    return Change(Documents::Change{*std::move(transition), std::move(messages)});
  });
  failpoint::Crash("handover.stored");
  if (!stored || stored->empty()) return;
  needs_.publisher.Publish(id, *std::move(stored));
}

}  // namespace erp::approval_request
