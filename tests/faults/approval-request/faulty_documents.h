// The documents, wrong on purpose.
//   record.skip-dedup     forgets which results it has recorded: a repeat is taken for another
//   result
//                         with the same number
//   record.give-up-early  gives the missing result up as soon as a later one is held
//   edit.keep-hash        an edited document keeps the hash of what it was before
//   cancel.keep-leave     a cancellation sends the ledger nothing
//   approve.keep-attendance  an approval does not correct attendance
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/use_cases.h"

namespace erp::approval_request {

// Thread-safe. The ports must outlive it.
class FaultyDocuments final : public Documents {
 public:
  explicit FaultyDocuments(const Ports& ports);

  Result<std::vector<Message>> Update(RequestId id, const ChangeFunction& change) override;
  bool Apply(const Change& change) override;
  bool Hold(const Document& seen, const HeldResult& result) override;

  Inserted Insert(const Submission& submission,
                  const std::vector<Message>& messages,
                  const std::optional<SubmitKey>& key) override {
    return documents_.Insert(submission, messages, key);
  }
  void DropHeld(RequestId id, const std::string& result_id) override {
    documents_.DropHeld(id, result_id);
  }
  std::vector<Document> Holding(Instant until, int limit) override {
    return documents_.Holding(until, limit);
  }
  std::optional<Document> Find(RequestId id) override { return documents_.Find(id); }
  std::optional<Keyed> FindByKey(EmployeeId requester, const std::string& key) override {
    return documents_.FindByKey(requester, key);
  }
  DocumentPage List(const DocumentFilter& filter, const PageRequest& page) override {
    return documents_.List(filter, page);
  }
  DocumentPage Pending(EmployeeId approver, const PageRequest& page) override {
    return documents_.Pending(approver, page);
  }
  OpenStepsPage<OpenStepKey> OpenStepKeys(const OpenStepsRequest& request) override {
    return documents_.OpenStepKeys(request);
  }
  OpenStepsPage<Document> OpenDocuments(const OpenStepsRequest& request) override {
    return documents_.OpenDocuments(request);
  }
  ChangesPage Changed(const ChangesRequest& request) override {
    return documents_.Changed(request);
  }

 private:
  Documents& documents_;
  // What gives up is the product's own code, over the right documents.
  ResultWatch watch_;
  Leavers leavers_;
  StandIns stand_ins_;
  EpochInForce epoch_;
  RecordResult record_;
};

}  // namespace erp::approval_request
