// A database of its own on the real MongoDB, dropped at the end.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "mongo/pool.h"
#include "support/environment.h"

namespace erp::mongo::test {

struct MongoDatabase {
  explicit MongoDatabase(std::size_t connections = 40)
      : pool({.uri = erp::test::Required("TEST_MONGO_URI"),
              .database = name,
              .app_name = "contract-test",
              .connections = connections},
             registry) {}
  ~MongoDatabase() { pool.Acquire().Run(Document{{"dropDatabase", 1}}); }
  MongoDatabase(const MongoDatabase&) = delete;
  MongoDatabase& operator=(const MongoDatabase&) = delete;

  const std::string name = erp::test::RandomName("test_");
  metrics::Registry registry;
  Pool pool;
};

}  // namespace erp::mongo::test
