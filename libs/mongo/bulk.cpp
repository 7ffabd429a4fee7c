// Many writes in one command.
#include <utility>

#include "mongo/internal/connection.h"
#include "mongo/internal/fault.h"
#include "mongo/internal/handles.h"
#include "mongo/pool.h"

namespace erp::mongo {
namespace {

// In no order: each statement is carried out whatever becomes of the others.
class Bulk {
 public:
  Bulk(const Lease::Impl& lease, const std::string& collection, Durability durability)
      : lease_(lease),
        timed_(lease.pool, Operation::kBulk),
        collection_(lease.Collection(collection)) {
    Document options = lease.Writing(durability);
    options.Add("ordered", false);
    handle_.reset(
        mongoc_collection_create_bulk_operation_with_opts(collection_.get(), options.raw()));
  }

  void Insert(const bson_t* document) {
    bson_error_t error{};
    Accept(mongoc_bulk_operation_insert_with_opts(handle_.get(), document, nullptr, &error), error);
  }

  void Update(const bson_t* filter, const bson_t* update) {
    bson_error_t error{};
    Accept(
        mongoc_bulk_operation_update_one_with_opts(handle_.get(), filter, update, nullptr, &error),
        error);
  }

  EachCount Send() {
    bson_error_t error{};
    Reply reply;
    const bool all = mongoc_bulk_operation_execute(handle_.get(), reply.Out(), &error) != 0;
    const View answer(bson_get_data(reply.get()), reply.get()->len);
    EachCount count;
    if (!all) count.refused = Refused(error, reply.get(), answer);
    count.matched = answer.Integer("nMatched");
    return count;
  }

 private:
  void Accept(bool accepted, const bson_error_t& error) const {
    if (!accepted) lease_.Fail(Operation::kBulk, error, nullptr);
  }

  // Throws unless single statements were refused and everything else is confirmed.
  [[nodiscard]] std::vector<WriteRefusal> Refused(const bson_error_t& error,
                                                  const bson_t* reply,
                                                  View answer) const {
    const auto members = [&](const char* name) {
      return answer.Find(name) ? answer.List(name) : std::vector<Element>();
    };
    std::vector<WriteRefusal> refused;
    if (members("writeConcernErrors").empty()) {
      for (const auto& one : members("writeErrors")) {
        refused.push_back(RefusalOf(one.Object(), reply));
      }
    }
    if (refused.empty()) lease_.Fail(Operation::kBulk, error, reply);
    return refused;
  }

  [[nodiscard]] WriteRefusal RefusalOf(View one, const bson_t* reply) const {
    bson_error_t error{};
    bson_set_error(&error, MONGOC_ERROR_SERVER, static_cast<std::uint32_t>(one.Integer("code")),
                   "%s", one.Text("errmsg").c_str());
    if (IsTransient(error, nullptr)) lease_.Fail(Operation::kBulk, error, reply);
    return {static_cast<std::size_t>(one.Integer("index")), AsDuplicate(error), error.message};
  }

  const Lease::Impl& lease_;
  const Timed timed_;
  const CollectionPtr collection_;
  BulkPtr handle_;
};

}  // namespace

EachCount Lease::InsertEach(const std::string& collection,
                            const std::vector<const Document*>& documents) {
  if (documents.empty()) return {};
  Bulk bulk(*impl_, collection, Durability::kMajority);
  for (const Document* document : documents) bulk.Insert(document->raw());
  return bulk.Send();
}

EachCount Lease::UpdateEach(const std::string& collection,
                            const std::vector<OperatorUpdate>& updates) {
  if (updates.empty()) return {};
  Bulk bulk(*impl_, collection, Durability::kMajority);
  for (const auto& [filter, update] : updates) bulk.Update(filter->raw(), update->raw());
  return bulk.Send();
}

void Lease::UpdateEach(const std::string& collection,
                       const std::vector<PipelineUpdate>& updates,
                       Durability durability) {
  if (updates.empty()) return;
  Bulk bulk(*impl_, collection, durability);
  for (const auto& update : updates) bulk.Update(update.filter.raw(), update.pipeline.raw());
  const auto count = bulk.Send();
  if (!count.refused.empty()) throw std::runtime_error("mongo bulk: " + count.refused.front().why);
}

}  // namespace erp::mongo
