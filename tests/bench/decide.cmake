concordat_bench(decide_bench SOURCES decide_bench.cc DEPENDS policy_decide)
