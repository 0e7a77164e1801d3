# What the policy tells people beyond one decision: the examples that agreements give of themselves, and the page for the public.
concordat_library(policy_examples
  SOURCES examples/example_runner.cc
  DEPENDS policy_explain)

concordat_library(policy_report
  SOURCES report/card.cc report/diagram.cc report/facts.cc report/html.cc report/matrix.cc report/page.cc report/report_json.cc
          report/style.cc report/terms.cc
  DEPENDS policy_survey)
