-- The chance that Student's t is further from 0 than `t`, for 2, 4, 6, 8 or 10 degrees of freedom: for these it is a finite sum
-- (Abramowitz and Stegun 26.7.4). Other degrees are taken as the next of these below, less than 2 as 2.
CREATE FUNCTION student_t_tails(t double precision, freedom double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN t IS NOT NULL THEN greatest(0, 1 - s.sine * (1
    + CASE WHEN freedom >= 4 THEN s.cosine2 / 2 ELSE 0 END
    + CASE WHEN freedom >= 6 THEN 3 * s.cosine2 ^ 2 / 8 ELSE 0 END
    + CASE WHEN freedom >= 8 THEN 5 * s.cosine2 ^ 3 / 16 ELSE 0 END
    + CASE WHEN freedom >= 10 THEN 35 * s.cosine2 ^ 4 / 128 ELSE 0 END)) END
  FROM (
    SELECT abs(t) / sqrt(n.of + t * t) AS sine, n.of / (n.of + t * t) AS cosine2
    FROM (SELECT greatest(2, least(10, 2 * floor(freedom / 2))) AS of) AS n
  ) AS s
$$;
