// The keys of one tenant. One hash tag, the tenant, keeps them in one slot, so that a script
// may touch several and derive the names of those it learns of only while it runs.
//
//   ap:{t}:req:<id>      hash: the open step, or what is left of the document's last round
//                          id round step attempt order n state(open|decided|recalled|moved|closed)
//                          ended approver created changed version; line ",5,9,"; and
//                          what GET /process shows
//                          a:<round>:<approver>  that person's last decision in the round
//                          d:<round>             the last decision in the round
//                          rc                    the recall, until a step opens again
//                          mv                    the move to somebody else, until it opens there
//                          k:<approver>:<digest> fingerprint|stream id|decision, for repeats;
//                          k:recall:<requester>:<digest> likewise
//                          r:<n>  the message of a result, until the base of results has passed
//                          it (kept.lua); r:low the lowest n of them
//                          aside  why nothing about it is decided: "result" one that comes before
//                          others is missing, "source" approval-request does not show it
//                        a tombstone (closed) expires after 9 days, longer than the topics keep
//   ap:{t}:live          sorted set: documents that are not closed; score 0, member = the id in
//                          19 digits, so that a walk ascends by id
//   ap:{t}:aside         sorted set: documents that are set aside; score = since when (ms)
//   ap:{t}:q:<approver>  sorted set: open tasks; score = the document's createdAt in ms, member
//                          = its id in 19 digits: the order of the list, (createdAt, id)
//   ap:{t}:left          set: people who have left the company; they decide nothing new
//   ap:{t}:out           stream: messages to deliver (id key type body traceparent time epoch)
//   ap:{t}:lease         hash: stream id -> until when (ms) a sweeper has it
//   ap:{t}:out:unreadable  stream: entries of the outbox that nobody can read (place why fields),
//                          the last 1000
//   ap:{t}:epoch         ready:<run id of the server> | rebuilding:<uuid>
//   ap:{t}:epoch:id      <replication id of the server>:<the epoch that was announced for it>
//   ap:{t}:rebuild       lease of the one who rebuilds; expires
//   ap:{t}:notice        what the last reconciliation has found that an operator must look at
//   ap:{t}:confirmed     how many documents an operator lets a reconciliation close or forget, once
//   ap:{t}:turn          expires when the next reconciliation is due
#pragma once

#include <chrono>
#include <string>

#include "common/id.h"

namespace erp::approval_processing {

// Longer than a record of approval-requests can be read: none of them can open it again
// (kafka/retention.h; tests/unit/retention_test.cpp holds the two together).
inline constexpr std::chrono::hours kTombstoneLife = std::chrono::days(9);

// Thread-safe, constant.
class Keys {
 public:
  explicit Keys(const std::string& tenant) : prefix_("ap:{" + tenant + "}:") {}

  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  [[nodiscard]] std::string Request(RequestId id) const { return prefix_ + "req:" + id.str(); }
  [[nodiscard]] std::string Queue(EmployeeId id) const { return prefix_ + "q:" + id.str(); }
  [[nodiscard]] std::string Left() const { return prefix_ + "left"; }
  [[nodiscard]] std::string Outbox() const { return prefix_ + "out"; }
  [[nodiscard]] std::string Leases() const { return prefix_ + "lease"; }

  [[nodiscard]] std::string Unreadable() const { return prefix_ + "out:unreadable"; }
  [[nodiscard]] std::string Live() const { return prefix_ + "live"; }
  [[nodiscard]] std::string Aside() const { return prefix_ + "aside"; }
  [[nodiscard]] std::string Epoch() const { return prefix_ + "epoch"; }
  [[nodiscard]] std::string Rebuild() const { return prefix_ + "rebuild"; }
  [[nodiscard]] std::string Notice() const { return prefix_ + "notice"; }
  [[nodiscard]] std::string Confirmed() const { return prefix_ + "confirmed"; }
  [[nodiscard]] std::string Turn() const { return prefix_ + "turn"; }

  [[nodiscard]] static std::string Member(RequestId id) {
    std::string digits = id.str();
    return std::string(19 - digits.size(), '0') + digits;
  }

 private:
  std::string prefix_;
};

}  // namespace erp::approval_processing
