-- Search of people: each key is the text in small letters, found by its beginning. given_key is the
-- name from its second character on: the given name of a Korean name (김철수 -> 철수). An index has
-- what a search filters by, so that only those who are found are read.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'employees'
                 AND column_name = 'name_key');
SET @change = IF(@wanted,
  'ALTER TABLE employees
     ADD COLUMN name_key VARCHAR(100) AS (LOWER(name)) VIRTUAL,
     ADD COLUMN given_key VARCHAR(100) AS (LOWER(SUBSTRING(name, 2))) VIRTUAL,
     ADD COLUMN number_key VARCHAR(32) AS (LOWER(number)) VIRTUAL,
     ADD COLUMN email_key VARCHAR(254) AS (LOWER(email)) VIRTUAL,
     ADD COLUMN department_key VARCHAR(100) AS (LOWER(department)) VIRTUAL,
     ADD KEY employees_name_key (name_key, id, active, position, department),
     ADD KEY employees_given_key (given_key, id, active, position, department),
     ADD KEY employees_number_key (number_key, id, active),
     ADD KEY employees_email_key (email_key, id, active),
     ADD KEY employees_department_key (department_key, id, active, position)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
