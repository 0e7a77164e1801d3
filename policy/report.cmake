# What the policy tells people beyond one decision: the examples that agreements give of themselves, and the page for the public.
concordat_library(policy_examples
  SOURCES examples/example_runner.cc
  DEPENDS policy_explain)
