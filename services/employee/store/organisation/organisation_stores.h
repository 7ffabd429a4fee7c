// The stores of the organisation, made together.
#pragma once

#include "employee/store/organisation/mysql_chart.h"
#include "employee/store/organisation/mysql_history.h"
#include "employee/store/organisation/mysql_posts.h"
#include "mysql/pool.h"

namespace erp::employee {

// Its parts are thread-safe. Both must outlive it.
struct OrganisationStores {
  OrganisationStores(mysql::Pool& pool, PublishingTransactions& transactions)
      : chart(pool, transactions), history(pool, transactions), posts(pool), lines(pool) {}

  [[nodiscard]] OrganisationPorts ports() { return {chart, history, posts, lines}; }

  MysqlChart chart;
  MysqlHistory history;
  MysqlPosts posts;
  MysqlLines lines;
};

}  // namespace erp::employee
