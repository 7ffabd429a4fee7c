// The stores of the organisation, made together.
#pragma once

#include "employee/store/organisation/mysql_chart.h"
#include "employee/store/organisation/mysql_history.h"
#include "employee/store/organisation/mysql_people_roll.h"
#include "employee/store/organisation/mysql_posts.h"
#include "mysql/pool.h"

namespace erp::employee {

// Its parts are thread-safe. All must outlive it.
struct OrganisationStores {
  OrganisationStores(mysql::Pool& pool,
                     PublishingTransactions& transactions,
                     metrics::Registry& registry)
      : chart(pool, transactions),
        history(pool, transactions),
        posts(pool, transactions),
        lines(pool),
        roll(pool, transactions, registry) {}

  [[nodiscard]] OrganisationPorts ports() { return {chart, history, posts, lines, roll}; }

  MysqlChart chart;
  MysqlHistory history;
  MysqlPosts posts;
  MysqlLines lines;
  MysqlPeopleRoll roll;
};

}  // namespace erp::employee
