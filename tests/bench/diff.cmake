concordat_bench(diff_bench SOURCES diff_bench.cc DEPENDS policy_survey)
