#include <set>
#include <utility>

#include "employee/api/dates.h"
#include "employee/api/quest/json.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/refusals.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr std::size_t kMaxItems = 100;

bool IsNull(const json::Value& object, const char* name) {
  if (!object.is_object()) return false;
  const auto member = object.find(name);
  return member != object.end() && member->is_null();
}

std::optional<Minutes> Reward(json::ObjectReader& reader) {
  const auto days = reader.Number("rewardDays");
  if (!days) return std::nullopt;
  const auto minutes = Minutes::FromDays(*days);
  if (!minutes || *minutes <= Minutes() || *minutes > kMaxReward) {
    reader.Mistake("rewardDays", "must be a multiple of 1/8 day above 0 and at most 366 days");
    return std::nullopt;
  }
  return minutes;
}

std::string Link(const json::Value& value, const std::string& pointer, json::ObjectReader& reader) {
  const auto* text = value.get_ptr<const std::string*>();
  const auto cleaned = text == nullptr ? unicode::Cleaned{"", Message("must be a text")}
                                       : unicode::Clean(*text, kEvidenceLink);
  if (cleaned.mistake) {
    reader.Mistake(pointer, *cleaned.mistake);
  } else if (!cleaned.text.starts_with("https://") && !cleaned.text.starts_with("http://")) {
    reader.Mistake(pointer, "must begin with http:// or https://");
  }
  return cleaned.text;
}

Evidence ReadEvidence(json::ObjectReader& reader) {
  Evidence evidence;
  const auto* value = reader.Any("evidence");
  if (value == nullptr || value->is_null()) return evidence;
  json::ObjectReader nested(*value, "/evidence");
  evidence.text = nested.OptionalText("text", kEvidenceText);
  if (value->is_object() && value->contains("links") && !value->at("links").is_null()) {
    if (const auto* links = nested.Array("links", 0, kMaxLinks)) {
      for (std::size_t i = 0; i < links->size(); ++i) {
        evidence.links.push_back(Link((*links)[i], "links/" + std::to_string(i), nested));
      }
    }
  } else {
    (void)nested.Any("links");
  }
  reader.Absorb(nested);
  return evidence;
}

// A member that may be left out, but not cleared.
void RefuseNull(json::ObjectReader& reader, const json::Value& object, const char* name) {
  if (IsNull(object, name)) reader.Mistake(name, "must not be null");
}

ReviewItem ReadItem(const json::Value& value, std::size_t place, json::ObjectReader& all) {
  json::ObjectReader reader(value, "/items/" + std::to_string(place));
  ReviewItem item;
  item.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  const auto status = reader.Word("status", {"APPROVED", "REJECTED"});
  item.review.reason = reader.OptionalText("reason", kReviewReason);
  if (status == "REJECTED") {
    item.review.verdict = Verdict::kRejected;
    if (!item.review.reason || unicode::IsBlank(*item.review.reason)) {
      reader.Mistake("reason", "is required to reject");
    }
  }
  all.Absorb(reader);
  return item;
}

}  // namespace

Result<NewQuest> ReadNewQuest(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  NewQuest quest;
  quest.terms.title = reader.Text("title", kQuestTitle).value_or("");
  quest.terms.description = reader.OptionalText("description", kQuestDescription).value_or("");
  quest.terms.reward = Reward(reader).value_or(Minutes());
  quest.terms.slots = reader.OptionalInteger("maxParticipants", 1, kMaxSlots);
  quest.terms.opens_on = OptionalDate(reader, "opensOn");
  quest.terms.closes_on = OptionalDate(reader, "closesOn");
  quest.terms.review_days = reader.OptionalInteger("reviewDays", 1, kMaxReviewDays).value_or(0);
  quest.department = reader.Text("department", kProfileText).value_or("");
  quest.creator = reader.Id<EmployeeId>("createdBy").value_or(EmployeeId());
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return quest;
}

Result<TermsChange> ReadTermsChange(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  if (value->is_object() && value->empty()) return InvalidBody({{"", "names nothing to change"}});
  json::ObjectReader reader(*value);
  TermsChange change;
  for (const auto* name : {"title", "rewardDays", "reviewDays"}) RefuseNull(reader, *value, name);
  change.title = reader.OptionalText("title", kQuestTitle);
  change.description = reader.OptionalText("description", kQuestDescription);
  if (IsNull(*value, "description")) change.description = "";
  if (value->is_object() && value->contains("rewardDays") && !IsNull(*value, "rewardDays")) {
    change.reward = Reward(reader);
  } else {
    (void)reader.Any("rewardDays");
  }
  const auto slots = reader.OptionalInteger("maxParticipants", 1, kMaxSlots);
  const auto opens_on = OptionalDate(reader, "opensOn");
  const auto closes_on = OptionalDate(reader, "closesOn");
  if (slots || IsNull(*value, "maxParticipants")) change.slots.emplace(slots);
  if (opens_on || IsNull(*value, "opensOn")) change.opens_on.emplace(opens_on);
  if (closes_on || IsNull(*value, "closesOn")) change.closes_on.emplace(closes_on);
  change.review_days = reader.OptionalInteger("reviewDays", 1, kMaxReviewDays);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return change;
}

Result<EmployeeId> ReadParticipant(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto employee = reader.Id<EmployeeId>("employeeId");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *employee;
}

Result<Submission> ReadSubmission(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Submission submission;
  submission.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  submission.evidence = ReadEvidence(reader);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return submission;
}

Result<OneReview> ReadReview(const std::string& body) {
  if (body.empty()) return OneReview{};
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  OneReview review;
  review.participant = reader.OptionalId<EmployeeId>("employeeId");
  review.reason = reader.OptionalText("reason", kReviewReason);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return review;
}

Result<std::vector<ReviewItem>> ReadReviews(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  std::vector<ReviewItem> items;
  std::set<EmployeeId> named;
  if (const auto* array = reader.Array("items", 1, kMaxItems)) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      items.push_back(ReadItem((*array)[i], i, reader));
      const auto employee = items.back().employee;
      if (employee != EmployeeId() && !named.insert(employee).second) {
        reader.Mistake("items/" + std::to_string(i) + "/employeeId", "is named before");
      }
    }
  }
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return items;
}

}  // namespace erp::employee
