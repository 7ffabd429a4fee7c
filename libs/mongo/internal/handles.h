// libmongoc's C handles as owners. Private to this library.
#pragma once

#include <memory>

#include <mongoc/mongoc.h>

namespace erp::mongo {

template <auto kRelease>
struct Release {
  template <typename T>
  void operator()(T* handle) const {
    kRelease(handle);
  }
};

using UriPtr = std::unique_ptr<mongoc_uri_t, Release<mongoc_uri_destroy>>;
using PoolPtr = std::unique_ptr<mongoc_client_pool_t, Release<mongoc_client_pool_destroy>>;
using CollectionPtr = std::unique_ptr<mongoc_collection_t, Release<mongoc_collection_destroy>>;
using CursorPtr = std::unique_ptr<mongoc_cursor_t, Release<mongoc_cursor_destroy>>;
using BulkPtr = std::unique_ptr<mongoc_bulk_operation_t, Release<mongoc_bulk_operation_destroy>>;
using ModifyOptionsPtr =
    std::unique_ptr<mongoc_find_and_modify_opts_t, Release<mongoc_find_and_modify_opts_destroy>>;

// A reply that libmongoc fills in, whatever comes of the call.
class Reply {
 public:
  Reply() { bson_init(&bson_); }
  ~Reply() { bson_destroy(&bson_); }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  // Where libmongoc may put its answer: it initializes without looking at what was there.
  bson_t* Out() {
    bson_destroy(&bson_);
    return &bson_;
  }
  [[nodiscard]] const bson_t* get() const { return &bson_; }

 private:
  bson_t bson_;
};

}  // namespace erp::mongo
