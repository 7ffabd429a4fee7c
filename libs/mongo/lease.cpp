#include <stdexcept>
#include <utility>

#include "mongo/internal/connection.h"
#include "mongo/internal/fault.h"
#include "mongo/internal/handles.h"
#include "mongo/pool.h"

namespace erp::mongo {
namespace {

Document Copy(const bson_t* bson) { return Document(internal::BsonPtr(bson_copy(bson))); }

Document Copy(View view) {
  return Document(internal::BsonPtr(bson_new_from_data(view.data(), view.size())));
}

std::vector<Document> Drain(mongoc_cursor_t* cursor) {
  std::vector<Document> documents;
  const bson_t* document = nullptr;
  while (mongoc_cursor_next(cursor, &document)) documents.push_back(Copy(document));
  return documents;
}

Lease::Found DrainUpTo(mongoc_cursor_t* cursor, std::size_t bytes) {
  Lease::Found found;
  std::size_t taken = 0;
  const bson_t* document = nullptr;
  while (mongoc_cursor_next(cursor, &document)) {
    taken += document->len;
    found.cut = !found.documents.empty() && taken > bytes;
    if (found.cut) break;
    found.documents.push_back(Copy(document));
  }
  return found;
}

View ViewOf(const bson_t* bson) { return {bson_get_data(bson), bson->len}; }

}  // namespace

Lease::Impl::Impl(Pool::Impl& the_pool, mongoc_client_t* the_client)
    : pool(the_pool), client(the_client) {
  pool.in_use.Add(1);
}

Lease::Impl::~Impl() {
  mongoc_client_pool_push(pool.handle.get(), client);
  pool.in_use.Add(-1);
}

Document Lease::Impl::Writing(Durability durability) const {
  if (durability == Durability::kMajority) return {};  // the pool's
  return Document{{"writeConcern", Document{{"w", Int32{1}}}}};
}

CollectionPtr Lease::Impl::Collection(const std::string& name) const {
  return CollectionPtr(
      mongoc_client_get_collection(client, pool.options.database.c_str(), name.c_str()));
}

Document Lease::Impl::Limited() const {
  return Document{{"maxTimeMS", pool.options.operation_timeout.count()}};
}

void Lease::Impl::Fail(Operation operation, const bson_error_t& error, const bson_t* reply) const {
  if (IsTransient(error, reply)) pool.unavailable.Add();
  Throw(kOperationNames[static_cast<std::size_t>(operation)], error, reply);
}

Lease::Lease(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lease::Lease(Lease&&) noexcept = default;
Lease& Lease::operator=(Lease&&) noexcept = default;
Lease::~Lease() = default;

std::optional<DuplicateKey> Lease::InsertOne(const std::string& collection,
                                             const Document& document) {
  const Timed timed(impl_->pool, Operation::kInsert);
  bson_error_t error{};
  Reply reply;
  if (mongoc_collection_insert_one(impl_->Collection(collection).get(), document.raw(),
                                   impl_->Limited().raw(), reply.Out(), &error)) {
    return std::nullopt;
  }
  if (auto duplicate = AsDuplicate(error)) return duplicate;
  impl_->Fail(Operation::kInsert, error, reply.get());
}

namespace {

CursorPtr Open(const Lease::Impl& lease,
               mongoc_collection_t* collection,
               const Document& filter,
               const FindOptions& options,
               std::int64_t batch) {
  Document opts = lease.Limited();
  if (options.sort != nullptr) opts.Add("sort", *options.sort);
  if (options.projection != nullptr) opts.Add("projection", *options.projection);
  if (options.limit > 0) opts.Add("limit", options.limit);
  if (batch > 0) opts.Add("batchSize", batch);
  return CursorPtr(mongoc_collection_find_with_opts(collection, filter.raw(), opts.raw(), nullptr));
}

// Throws when the reading has ended with an error.
void CheckRead(const Lease::Impl& lease, mongoc_cursor_t* cursor) {
  bson_error_t error{};
  const bson_t* reply = nullptr;
  if (mongoc_cursor_error_document(cursor, &error, &reply)) {
    lease.Fail(Operation::kFind, error, reply);
  }
}

}  // namespace

std::vector<Document> Lease::Find(const std::string& collection,
                                  const Document& filter,
                                  const FindOptions& options) {
  const Timed timed(impl_->pool, Operation::kFind);
  const auto handle = impl_->Collection(collection);
  const auto cursor = Open(*impl_, handle.get(), filter, options,
                           options.batch > 0 ? options.batch : options.limit);
  auto documents = Drain(cursor.get());
  CheckRead(*impl_, cursor.get());
  return documents;
}

Lease::Found Lease::FindUpTo(const std::string& collection,
                             const Document& filter,
                             const FindOptions& options,
                             std::size_t bytes) {
  constexpr std::int64_t kBatch = 20;
  const Timed timed(impl_->pool, Operation::kFind);
  const auto handle = impl_->Collection(collection);
  const auto cursor = Open(*impl_, handle.get(), filter, options, kBatch);
  auto found = DrainUpTo(cursor.get(), bytes);
  CheckRead(*impl_, cursor.get());
  return found;
}

std::optional<Document> Lease::FindOne(const std::string& collection,
                                       const Document& filter,
                                       const Document* projection) {
  auto found = Find(collection, filter, {.projection = projection, .limit = 1});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Document> Lease::Aggregate(const std::string& collection, const Array& pipeline) {
  const Timed timed(impl_->pool, Operation::kAggregate);
  const auto handle = impl_->Collection(collection);
  const CursorPtr cursor(mongoc_collection_aggregate(
      handle.get(), MONGOC_QUERY_NONE, pipeline.raw(), impl_->Limited().raw(), nullptr));
  auto documents = Drain(cursor.get());
  bson_error_t error{};
  const bson_t* reply = nullptr;
  if (mongoc_cursor_error_document(cursor.get(), &error, &reply)) {
    impl_->Fail(Operation::kAggregate, error, reply);
  }
  return documents;
}

UpdateCount Lease::UpdateOne(const std::string& collection,
                             const Document& filter,
                             const Document& update,
                             Durability durability) {
  const Timed timed(impl_->pool, Operation::kUpdate);
  bson_error_t error{};
  Reply reply;
  if (!mongoc_collection_update_one(impl_->Collection(collection).get(), filter.raw(), update.raw(),
                                    impl_->Writing(durability).raw(), reply.Out(), &error)) {
    impl_->Fail(Operation::kUpdate, error, reply.get());
  }
  const View counts = ViewOf(reply.get());
  return {counts.Integer("matchedCount"), counts.Integer("modifiedCount")};
}

namespace {

ModifyOptionsPtr Convert(const bson_t* update,
                         const ModifyOptions& options,
                         std::chrono::milliseconds limit) {
  ModifyOptionsPtr opts(mongoc_find_and_modify_opts_new());
  mongoc_find_and_modify_opts_set_update(opts.get(), update);
  if (options.sort != nullptr) {
    mongoc_find_and_modify_opts_set_sort(opts.get(), options.sort->raw());
  }
  if (options.projection != nullptr) {
    mongoc_find_and_modify_opts_set_fields(opts.get(), options.projection->raw());
  }
  int flags = MONGOC_FIND_AND_MODIFY_NONE;
  if (options.upsert) flags |= MONGOC_FIND_AND_MODIFY_UPSERT;
  if (options.return_new) flags |= MONGOC_FIND_AND_MODIFY_RETURN_NEW;
  mongoc_find_and_modify_opts_set_flags(opts.get(),
                                        static_cast<mongoc_find_and_modify_flags_t>(flags));
  mongoc_find_and_modify_opts_set_max_time_ms(opts.get(),
                                              static_cast<std::uint32_t>(limit.count()));
  return opts;
}

std::optional<Document> Modify(const Lease::Impl& lease,
                               const CollectionPtr& collection,
                               const Document& filter,
                               const bson_t* update,
                               const ModifyOptions& options) {
  const Timed timed(lease.pool, Operation::kFindAndModify);
  const auto opts = Convert(update, options, lease.pool.options.operation_timeout);
  for (bool again = options.upsert;; again = false) {
    bson_error_t error{};
    Reply reply;
    if (mongoc_collection_find_and_modify_with_opts(collection.get(), filter.raw(), opts.get(),
                                                    reply.Out(), &error)) {
      const auto value = ViewOf(reply.get()).Find("value");
      if (!value || !value->nested) return std::nullopt;
      return Copy(value->Object());
    }
    // Of two upserts of one key at once the loser finds the document when it comes again.
    if (!again || !AsDuplicate(error)) lease.Fail(Operation::kFindAndModify, error, reply.get());
  }
}

}  // namespace

std::optional<Document> Lease::FindAndModify(const std::string& collection,
                                             const Document& filter,
                                             const Document& update,
                                             const ModifyOptions& options) {
  return Modify(*impl_, impl_->Collection(collection), filter, update.raw(), options);
}

std::optional<Document> Lease::FindAndModify(const std::string& collection,
                                             const Document& filter,
                                             const Array& pipeline,
                                             const ModifyOptions& options) {
  return Modify(*impl_, impl_->Collection(collection), filter, pipeline.raw(), options);
}

Document Lease::Run(const Document& command) {
  const Timed timed(impl_->pool, Operation::kCommand);
  bson_error_t error{};
  Reply reply;
  if (!mongoc_client_command_simple(impl_->client, impl_->pool.options.database.c_str(),
                                    command.raw(), nullptr, reply.Out(), &error)) {
    impl_->Fail(Operation::kCommand, error, reply.get());
  }
  return Copy(reply.get());
}

void Lease::EnsureIndexes(const std::string& collection, const std::vector<IndexSpec>& indexes) {
  Array list;
  for (const auto& index : indexes) {
    Document spec{{"name", index.name}, {"key", index.keys}};
    if (index.unique) spec.Add("unique", true);
    if (index.partial) spec.Add("partialFilterExpression", *index.partial);
    list.Add(spec);
  }
  Run(Document{{"createIndexes", collection},
               {"indexes", list},
               {"writeConcern", Document{{"w", "majority"}}}});
}

}  // namespace erp::mongo
