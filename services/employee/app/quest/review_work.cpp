#include "employee/app/quest/review_work.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kNamedInRefusal = 100;

std::vector<QuestNotice> NoticesOfReview(const QuestMove& move) {
  std::vector<QuestNotice> notices;
  for (auto participation : move.participations) {
    const bool approved = participation.state == ParticipationState::kApproved;
    if (!approved) --participation.attempt;  // the one that was judged
    const Message text =
        approved ? Message("Your work on the quest \"{}\" was approved; claim your reward.",
                           move.quest.terms.title)
                 : Message("Your work on the quest \"{}\" was rejected; it may be submitted again.",
                           move.quest.terms.title);
    for (auto& notice :
         NoticesTo({participation.employee}, approved ? "QUEST_APPROVED" : "QUEST_REJECTED",
                   move.quest, participation, text)) {
      notices.push_back(std::move(notice));
    }
  }
  return notices;
}

// The one who waits, where nobody is named.
Result<const Participation*> TheOneWaiting(const QuestScene& scene) {
  if (scene.participations.empty()) return NobodyWaiting();
  if (scene.participations.size() == 1) return &scene.participations.front();
  std::vector<EmployeeId> waiting;
  for (const auto& participation : scene.participations) waiting.push_back(participation.employee);
  return SeveralWaiting(waiting);
}

ReviewResult Judged(EmployeeId person, const Result<Participation>& judged) {
  if (judged) return {person, *judged, std::nullopt};
  return {person, std::nullopt, judged.error()};
}

// What an earlier request with the same key has made of an item, by what is stored.
ReviewResult Remembered(const ReviewItem& item, const QuestMove& move) {
  for (const auto& participation : move.participations) {
    if (participation.employee == item.employee && participation.last &&
        participation.last->verdict == item.review.verdict) {
      return {item.employee, participation, std::nullopt};
    }
  }
  return {item.employee, std::nullopt, NobodyWaiting()};
}

}  // namespace

Result<Participation> ReviewWork::Judge(const QuestScene& scene,
                                        const Participation& now,
                                        const Review& review,
                                        std::optional<EmployeeId> reviewer,
                                        Instant at) const {
  const auto member = scene.Person(reviewer);
  return Reviewed(now, scene.quest, member, member && context_.policy.IsHumanResources(*member),
                  review, at);
}

Result<QuestMove> ReviewWork::One(QuestId quest,
                                  std::optional<EmployeeId> participant,
                                  const Review& review,
                                  const QuestCaller& caller,
                                  const std::string& body) {
  const Moment now = context_.Now();
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const Participation* meant = nullptr;
    if (participant) {
      meant = scene.Of(*participant);
      if (meant == nullptr) return NobodyWaiting();
    } else {
      const auto waiting = TheOneWaiting(scene);
      if (!waiting) return waiting.error();
      meant = *waiting;
    }
    auto judged = Judge(scene, *meant, review, caller.actor, now.at);
    if (!judged) return judged.error();
    return QuestOutcome{.participations = {*std::move(judged)}, .notices = NoticesOfReview};
  };
  QuestStore::What what{.quest = quest};
  if (participant) {
    what.selection.of = {*participant};
  } else {
    what.selection.in = {ParticipationState::kSubmitted};
    what.selection.limit = kNamedInRefusal;
  }
  what.also_deleted = true;
  const auto verb = review.verdict == Verdict::kApproved ? "approve" : "reject";
  return context_.store.get().Change(what, QuestContext::Request(caller, verb, quest, body), decide,
                                     now);
}

Result<BatchReview> ReviewWork::Many(QuestId quest,
                                     const std::vector<ReviewItem>& items,
                                     const QuestCaller& caller,
                                     const std::string& body) {
  const Moment now = context_.Now();
  BatchReview batch;
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    batch.results.clear();
    QuestOutcome outcome{.notices = NoticesOfReview};
    for (const auto& item : items) {
      const auto* meant = scene.Of(item.employee);
      const auto judged = meant == nullptr
                              ? Result<Participation>(NobodyWaiting())
                              : Judge(scene, *meant, item.review, caller.actor, now.at);
      batch.results.push_back(Judged(item.employee, judged));
      if (judged) outcome.participations.push_back(*judged);
    }
    return outcome;
  };
  QuestStore::What what{.quest = quest};
  for (const auto& item : items) what.selection.of.push_back(item.employee);
  what.also_deleted = true;
  const auto move = context_.store.get().Change(
      what, QuestContext::Request(caller, "reviews", quest, body), decide, now);
  if (!move) return move.error();
  batch.replayed = move->replayed;
  if (batch.replayed) {
    batch.results.clear();
    for (const auto& item : items) batch.results.push_back(Remembered(item, *move));
  }
  return batch;
}

}  // namespace erp::employee
